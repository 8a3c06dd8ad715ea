Feature: A card terminal that cannot be told FSA/HSA amounts
  What is eligible is not charged as if it were not, unless the store chose so: the counter refuses
  in words, before any customer is asked for a card.

  Background:
    Given a store that did not choose to leave FSA/HSA amounts out
    And A. Rivera is signed in at the counter

  Scenario: No card pays for eligible goods
    Given ibuprofen is on the ticket
    When the clerk asks for a card payment
    Then the screen says "This card terminal cannot be told the FSA/HSA amounts"
    And the terminal was asked for no payment
    And the ticket can be finished

  Scenario: No FSA card is asked for
    Given ibuprofen is on the ticket
    When the clerk asks for an FSA card payment
    Then the screen says "This card terminal cannot take FSA/HSA cards"
    And the terminal was asked for no payment
    And the ticket can be finished

  Scenario: Goods that are not eligible are paid by card as anywhere
    Given a chocolate bar is on the ticket
    When the clerk asks for a card payment
    Then the ticket is closed
    And the terminal was asked for one payment
