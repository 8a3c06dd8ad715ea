Feature: Tickets that wait, and paper of tickets that are over
  What is put aside comes back as it was, or is voided for a reason. A receipt comes once more as a
  copy, in the customer's language, or as a gift receipt without prices.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: A ticket is put aside, named, and taken up from the list
    When the cashier scans ibuprofen
    And the cashier presses F5
    And the cashier opens the tickets
    And the cashier presses F4
    And the cashier types Blue cap
    And the cashier presses Ctrl+2
    Then the list says "Blue cap · forgot something"
    When the cashier presses Enter
    Then the ticket is taken up
    When the cashier presses F5
    Then the list says "Blue cap just now · forgot something"
    When the cashier opens the tickets
    Then the list says "Blue cap · forgot something"
    When the cashier presses Enter
    Then the ticket is taken up
    When the customer pays in cash
    Then the ticket is closed
    And the journal verifies

  Scenario: A ticket that was paid in part waits with what is left to pay
    When the cashier scans a chocolate bar
    And the cashier presses F9
    And the customer gives 1.00 and no more
    And the cashier presses F5
    Then a ticket waits with 0.40 left to pay
    When the cashier presses Ctrl+1
    Then the ticket is taken up
    When the customer pays in cash
    Then the ticket is closed
    And the journal verifies

  Scenario: A copy in Spanish is on the paper as it is on the screen
    When the cashier scans a chocolate bar
    And the customer pays in cash
    Then the ticket is closed
    When the first receipt is out
    And the cashier opens the tickets
    Then the picture says "Thank you"
    When the cashier presses F11
    Then the picture says "Gracias"
    When the cashier presses F10
    Then paper 2 says "*** DUPLICADO 1 ***"
    And paper 2 says "Devoluciones dentro de 30 días con este"
    And paper 2 has the lines of the picture
    And the journal verifies

  Scenario: A copy at speed, before the ticket is on the screen
    When the cashier scans a chocolate bar
    And the customer pays in cash
    Then the ticket is closed
    When the first receipt is out
    And the cashier presses Ctrl+S
    And the cashier presses F10
    Then paper 2 says "*** DUPLICATE 1 ***"
    And the journal verifies

  Scenario: A gift receipt has no price and leads to its ticket
    When the cashier scans a chocolate bar
    And the customer pays in cash
    Then the ticket is closed
    When the first receipt is out
    And the cashier opens the tickets
    And the cashier presses F8
    And the cashier presses Enter
    Then paper 2 says "GIFT RECEIPT"
    And paper 2 says "-000001-G"
    And paper 2 does not say "1.29"

  Scenario: A search that was not understood is typed anew
    When the cashier scans a chocolate bar
    And the customer pays in cash
    Then the ticket is closed
    When the cashier opens the tickets
    And the cashier searches what
    Then the screen says "That is no ticket, amount, time or day"
    When the cashier searches 1.40
    Then the list says "Tickets with "1.40""
    And the list says "-000001"

  Scenario: A ticket is voided for a reason and stands in the list
    When the cashier scans a chocolate bar
    And the cashier opens the tickets
    And the cashier presses Del
    And the cashier presses Ctrl+2
    Then the screen says "is voided"
    When the cashier opens the tickets
    Then the list says "voided"
    And the journal verifies
