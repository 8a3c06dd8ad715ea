Feature: Goods that come back
  A receipt opens its ticket; money goes back to what it came from, once, also over a power cut.

  Scenario: One of two comes back in cash
    Given A. Rivera is signed in at the counter
    And 2 of ibuprofen were paid in cash
    When the receipt of the first ticket is scanned
    Then the screen says "2 sold"
    When 1 of the first line comes back
    And what came back is refunded in cash
    Then the ticket is closed
    And the receipt says "REFUND"
    And the receipt says "TICKET 2-000001"
    And the drawer opened twice
    And the journal verifies
    When the next customer brings the receipt of the first ticket
    Then the screen says "2 sold, 1 came back"

  Scenario: An FSA card gets its money back, and nobody else does
    Given A. Rivera is signed in at the counter
    And ibuprofen was paid by an FSA card, a chocolate bar in cash
    When the receipt of the first ticket is scanned
    And 1 of the first line comes back
    And the clerk wants to give the money back
    Then the screen says "FSA/HSA card"
    And cash is not offered
    When the card is refunded
    Then the ticket is closed
    And nothing stands against the card
    And the receipt says "FSA CARD"
    And the journal verifies

  Scenario: The power fails while a card is refunded
    Given A. Rivera is signed in at the counter
    And ibuprofen was paid by an FSA card, a chocolate bar in cash
    When the receipt of the first ticket is scanned
    And 1 of the first line comes back
    And the power fails when the card terminal has the refund
    And the counter starts again
    Then the refund is found at the terminal
    And nothing stands against the card
    And the ticket of the refund closes without another one
    And the journal verifies

  Scenario: Without the card terminal a card gets nothing back, and no cash
    Given A. Rivera is signed in at the counter
    And ibuprofen was paid by an FSA card, a chocolate bar in cash
    When the receipt of the first ticket is scanned
    And 1 of the first line comes back
    And the card terminal is not there any more
    And the clerk wants to give the money back
    Then the screen says "The card terminal does not answer"
    And cash is not offered

  Scenario: A prescription is reversed, and the PhMS hears of it
    Given A. Rivera is signed in at the counter
    And the bag 6012345-00 is on the ticket, counselled and signed for
    And it is paid in cash and the next customer is there
    When the receipt of the first ticket is scanned
    And a pharmacist reverses the prescription of the first line
    And what came back is refunded in cash
    Then the ticket is closed
    And the PhMS does not hold the pickup of 6012345-00 any more
    And the journal verifies

  Scenario: An exchange is paid by what came back
    Given A. Rivera is signed in at the counter
    And 2 of ibuprofen were paid in cash
    When the receipt of the first ticket is scanned
    And 1 of the first line comes back
    And the cashier scans sunscreen
    And the difference is paid in cash
    Then the ticket is closed
    And the receipt says "EXCHANGE"
    And the journal verifies
