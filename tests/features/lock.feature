Feature: Nobody sees or sells behind the lock
  The counter locks by key; the ticket is kept and nothing of it can be read.

  Background:
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket

  Scenario: Locking hides the ticket, and its owner finds it again
    When the cashier locks the counter
    Then nothing of the ticket can be read
    When the scanner reads ]E0 0614141104154
    Then nothing of the ticket can be read
    When the cashier unlocks the counter
    Then 1 line is on the ticket
    And the ticket can be finished

  Scenario: Another person's sign-in puts the ticket aside for its owner
    When the cashier locks the counter
    And M. Lindqvist signs in instead
    Then no line is on the counter
    When the cashier scans sunscreen
    Then 1 line is on the ticket
    And the ticket can be finished

  Scenario: A card payment goes on behind the lock, and is there once afterwards
    Given the customer takes long to present a card
    When the clerk asks for a card payment and locks the counter
    And the customer presents the card
    Then nothing of the ticket can be read
    And exactly 8.49 stands against the card
    When the cashier unlocks the counter
    Then the ticket is closed
    And exactly 8.49 stands against the card

  Scenario: A wrong PIN opens nothing, and each one makes the next try wait longer
    When the cashier locks the counter
    And a wrong PIN is typed 4 times
    Then the screen says "The number or the PIN is wrong"
    And the screen says "Next try in"
    And nothing of the ticket can be read
