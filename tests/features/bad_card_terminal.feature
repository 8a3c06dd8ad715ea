Feature: A card terminal that fails in the middle of a payment
  Money moves once or not at all; what is not certain is asked about, never charged again.

  Background:
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket

  Scenario: The terminal refuses the message each time
    Given the terminal answers NAK to everything
    When the clerk asks for a card payment
    Then the screen says "Nothing was charged."
    And no card was charged
    And 1 line is on the ticket
    And the ticket can be finished

  Scenario: The terminal is silent after it took the message, and the customer pays meanwhile
    Given the customer takes long to present a card
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the customer presents the card
    And the clerk asks the terminal until it knows
    Then the ticket is closed
    And exactly 8.49 stands against the card

  Scenario: The terminal is silent after it took the message, and the customer walks away
    Given the customer takes long to present a card
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the customer presses the red key
    And the clerk asks the terminal until it knows
    Then the screen says "Nothing was charged."
    And no card was charged
    And the ticket can be finished

  Scenario: One answer with a wrong check byte
    Given the next 1 answers have a wrong check byte
    When the clerk asks for a card payment
    Then the ticket is closed
    And exactly 8.49 stands against the card

  Scenario: Only answers with a wrong check byte
    Given the next 9 answers have a wrong check byte
    When the clerk asks for a card payment
    And the clerk asks the terminal until it knows
    Then the ticket is closed
    And exactly 8.49 stands against the card

  Scenario: The terminal is unplugged in the middle of the sale, after the card was charged
    Given the cable is pulled right after the terminal took the message
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the terminal is plugged in again
    And the clerk asks the terminal until it knows
    Then the ticket is closed
    And exactly 8.49 stands against the card
    And the journal verifies

  Scenario: The terminal is unplugged in the middle of the sale, before any card
    Given the cable is pulled right after the terminal took the message, and it forgets it
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the terminal is plugged in again
    And the clerk asks the terminal until it knows
    Then the screen says "Nothing was charged."
    And no card was charged
    And the ticket can be finished

  Scenario: The payment is put aside, the queue goes on, and the answer finds its ticket
    Given the cable is pulled right after the terminal took the message
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the clerk puts the ticket aside
    Then the screen says "payment not confirmed"
    When the cashier scans sunscreen
    And the customer pays in cash
    And the terminal is plugged in again
    And the clerk takes up the first ticket and asks the terminal
    Then exactly 8.49 stands against the card
    And the journal verifies
