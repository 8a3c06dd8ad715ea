Feature: A whole ticket with a nexo card terminal
  The same counter, the same screens, another maker's terminal: asked over HTTPS with sealed
  messages. Money moves once or not at all. The store chose that cards pay for eligible goods without
  the FSA/HSA amounts, which this terminal cannot be told yet.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: A prescription and goods, paid by card
    Given ibuprofen is on the ticket
    And the bag 6012345-00 is on the ticket, counselled and signed for
    When the clerk asks for a card payment
    Then the ticket is closed
    And exactly 18.49 stands against the card
    And the receipt names the card and is printed once
    And the PhMS holds the pickup of 6012345-0 exactly once
    And the journal names the terminal and verifies

  Scenario: The bank declines, and the customer pays in cash
    Given ibuprofen is on the ticket
    And the bank declines the next card
    When the clerk asks for a card payment
    Then the screen says "Declined. Not enough balance"
    And no card was charged
    And the ticket can be finished

  Scenario: The card pays a part, and cash the rest
    Given ibuprofen is on the ticket
    And the customer's card holds 5.00
    When the clerk asks for a card payment
    Then the screen says "Partly approved."
    And exactly 5.00 stands against the card
    When the customer hands over 20 in cash
    Then the ticket is closed
    And the screen says "16.51"
    And exactly 5.00 stands against the card

  Scenario: A part is given back
    Given ibuprofen is on the ticket
    And the customer's card holds 5.00
    When the clerk asks for a card payment
    Then the screen says "Partly approved."
    When the clerk gives the card payment back
    Then the screen says "The card payment was given back"
    And no card was charged
    And the ticket can be finished

  Scenario: The clerk cancels before the customer presents a card
    Given ibuprofen is on the ticket
    And the customer takes long to present a card
    When the clerk asks for a card payment
    And the terminal asks for the card
    And the clerk cancels
    Then the screen says "Nothing was charged."
    And no card was charged
    And the ticket can be finished

  Scenario: The customer presses the red key
    Given ibuprofen is on the ticket
    And the customer takes long to present a card
    When the clerk asks for a card payment
    And the terminal asks for the card
    And the customer presses the red key
    Then the screen says "Nothing was charged."
    And no card was charged
    And the ticket can be finished

  Scenario: The network breaks after the card was charged
    Given ibuprofen is on the ticket
    And the network breaks instead of the next answer
    When the clerk asks for a card payment
    Then the ticket is closed
    And exactly 8.49 stands against the card
    And the terminal was asked for one payment

  Scenario: The terminal is silent, and the customer pays meanwhile
    Given ibuprofen is on the ticket
    And the customer takes long to present a card
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the customer presents the card
    And the clerk asks the terminal until it knows
    Then the ticket is closed
    And exactly 8.49 stands against the card
    And the terminal was asked for one payment

  Scenario: The power fails in the terminal, between the bank and its answer
    Given ibuprofen is on the ticket
    And the terminal's power fails once the bank has charged the card
    When the clerk asks for a card payment
    Then the screen says "Do not charge the card again."
    When the terminal is switched on again
    And the clerk asks the terminal until it knows
    Then the screen says "Nothing was charged."
    And no card was charged
    And the ticket can be finished

  Scenario: An FSA/HSA card is refused before the customer is asked
    Given ibuprofen is on the ticket
    When the clerk asks for an FSA card payment
    Then the screen says "This card terminal cannot take FSA/HSA cards"
    And the terminal was asked for no payment
    And the ticket can be finished
