Feature: A card payment that goes back before its batch is closed
  All of a card payment goes back as a void: the card is not needed, and no second line stands on the
  statement. Where the terminal does not hold that very payment any more the card is credited.

  Scenario Outline: The customer needs no card
    Given the lane has the <maker> card terminal
    And ibuprofen was paid by card
    And the customer has no card at hand
    When all of it comes back
    Then the screen says "Void the payment"
    When the money goes back over the card terminal
    Then the ticket is closed
    And the payment is void at the bank and nothing was credited
    And the receipt says that the payment is void

    Examples:
      | maker |
      | PAX   |
      | nexo  |

  Scenario Outline: The terminal was settled or reset, and another customer's payment has the number
    Given the lane has the <maker> card terminal
    And ibuprofen was paid by card
    And the terminal numbers from 1 again, and another customer has paid
    When all of it comes back
    And the money goes back over the card terminal
    Then the screen says "The card is needed: the terminal"
    And both payments stand
    When the customer's card is credited
    Then the ticket is closed
    And nothing is left of the payment, and the other one stands

    Examples:
      | maker |
      | PAX   |
      | nexo  |

  Scenario Outline: The batch was closed from the lane
    Given the lane has the <maker> card terminal
    And ibuprofen was paid by card
    And the lane has heard that its batch may be closed
    When all of it comes back
    Then the screen says "Back to the card"
    When the money goes back over the card terminal
    Then the ticket is closed
    And the payment stands at the bank beside its credit

    Examples:
      | maker |
      | PAX   |
      | nexo  |

  Scenario Outline: The answer of the void is lost
    Given the lane has the <maker> card terminal
    And ibuprofen was paid by card
    And the answer to the next request is lost
    When all of it comes back
    And the money goes back over the card terminal
    And the clerk asks the terminal until it knows
    Then the ticket is closed
    And the payment is void at the bank and nothing was credited

    Examples:
      | maker |
      | PAX   |
      | nexo  |

  Scenario: The counter is killed while the terminal voids
    Given the lane has the PAX card terminal
    And ibuprofen was paid by card
    And the answer to the next request is lost
    When all of it comes back
    And the counter dies once the terminal has voided
    And the counter starts again
    Then the refund is settled by asking
    And the payment is void at the bank and nothing was credited

  Scenario Outline: A part that was paid by card goes back on its own ticket
    Given the lane has the <maker> card terminal
    And a part of ibuprofen was paid by card
    When the last payment is given back
    Then the screen says "The card payment was given back"
    And no card has paid anything

    Examples:
      | maker |
      | PAX   |
      | nexo  |

  Scenario Outline: On the open ticket too another customer's payment is never voided
    Given the lane has the <maker> card terminal
    And a part of ibuprofen was paid by card
    And the terminal numbers from 1 again, and another customer has paid
    When the last payment is given back
    Then the screen says "The payment stays on the ticket: the terminal"
    And both parts stand
    When the rest is paid in cash
    Then the ticket is closed

    Examples:
      | maker |
      | PAX   |
      | nexo  |

  Scenario Outline: The answer of the void on the open ticket is lost
    Given the lane has the <maker> card terminal
    And a part of ibuprofen was paid by card
    And the answer to the next request is lost
    When the last payment is given back
    And the clerk asks the terminal until it knows
    Then the screen says "The card payment was given back"
    And no card has paid anything

    Examples:
      | maker |
      | PAX   |
      | nexo  |
