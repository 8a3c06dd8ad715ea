Feature: A receipt printer that cannot print
  The sale never waits for paper: the ticket closes, the clerk is told, and no receipt is lost or
  printed twice without a word.

  Background:
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket

  Scenario Outline: The printer is not ready, and is put right
    Given the printer <trouble>
    Then the screen says "Printer: <words>"
    When the customer pays in cash
    Then the ticket is closed
    And the screen says "The receipt was not printed."
    When the printer is put right again
    Then the original comes out by itself, exactly once
    And the journal verifies

    Examples:
      | trouble           | words         |
      | has no paper      | paper out     |
      | has an open cover | cover open    |
      | is unplugged      | not connected |

  Scenario: The printer does not answer
    Given the printer says nothing
    When the customer pays in cash
    Then the ticket is closed
    And the screen says "The receipt was not printed."
    And the screen says "The printer does not answer. The sale is safe"
    When the printer is put right again
    Then the original comes out by itself, exactly once

  Scenario: The customer has gone before there was paper
    Given the printer has no paper
    When the customer pays in cash
    And the next customer pays in cash too
    And the printer is put right again
    Then the original of the second ticket comes out by itself
    And the screen says "1 earlier receipt waits"
    When the clerk lets it print
    Then the original of the first ticket is on the paper, exactly once
    And the journal verifies

  Scenario: The power fails while a receipt waits for paper
    Given the printer has no paper
    When the customer pays in cash
    And the counter is started again
    And the printer is put right again
    Then the screen says "The counter was started again in between"
    When the clerk asks for the receipt
    Then the original comes out by itself, exactly once
    And the journal verifies

  Scenario: The paper ends in the middle of the receipt
    Given the paper ends after a few lines
    When the customer pays in cash
    Then the ticket is closed
    And the screen says "Printer: paper out"
    When the printer is put right again
    Then the screen says "Receipt: "
    And the journal verifies

  Scenario: The cable is pulled in the middle of the receipt
    Given the printer prints slowly
    When the customer pays in cash
    And the printer's cable is pulled
    Then the screen says "Printer: not connected"
    When the printer is put right again
    Then the clerk is told whether the receipt came out
    And the journal verifies
