Feature: More ways to pay
  Checks, benefit cards and vouchers are keyed in, one answer after the other. They need no line, and
  none of them is taken twice.

  Scenario: A check pays the ticket while no card can be taken
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    And the card terminal is unplugged
    When the clerk looks at more ways to pay
    Then the screen says "The card terminal is not ready"
    When a check is taken for all that is left, without a number
    Then the screen says "A check has a number"
    When the number of the check is 1042
    Then the ticket is closed
    And the receipt says "CHECK 1042"
    And the drawer opened once
    And the journal verifies

  Scenario: A benefit card, a voucher and cash share one ticket
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    And sunscreen is on the ticket
    When the clerk looks at more ways to pay
    And a benefit of 5 is taken with the code A12345
    And a voucher of 2 is taken with the reference CV-118
    And the customer pays in cash
    Then the ticket is closed
    And the receipt says "BENEFIT CARD"
    And the receipt says "Demo OTC Network"
    And the receipt says "APPROVAL A12345"
    And the receipt says "REF CV-118"
    And the journal verifies

  Scenario: A check is handed back, and the power is cut
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    When the clerk looks at more ways to pay
    And a check for 3 is taken with the number 7
    And the clerk gives the last payment back
    Then the screen says "Hand check 7 back"
    When the counter starts again
    Then nothing is paid on the ticket of A. Rivera
    And the journal verifies

  Scenario: A house account pays for those whom it names, up to its limit
    Given the house account 1001 with a limit of 15.00 may be used by A. Example
    And A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    And sunscreen is on the ticket
    When the clerk looks at more ways to pay
    And 16 is to go on the account 1001
    Then the screen says "The account may buy up to 15.00"
    When the clerk begins again with 5 on the account 1001, bought by A. Example
    And the customer pays in cash
    Then the ticket is closed
    And the receipt says "HOUSE ACCOUNT 1001"
    And the account 1001 owes 5.00
    When the account 1001 is paid in cash
    Then the account 1001 owes 0.00
    And the journal verifies

  Scenario: SNAP pays the food without its tax, and cash the rest
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    And a chocolate bar is on the ticket
    When the clerk looks at more ways to pay
    And SNAP pays all that it may
    Then 8.49 is left to pay, and no tax is charged
    When the customer pays in cash
    Then the ticket is closed
    And the receipt says "EBT SNAP ****4321"
    And the receipt says "LEFT ON THIS CARD"
    And the receipt says "PIN VERIFIED"
    And the journal verifies

  Scenario: SNAP is given back, and the tax with it
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    And a chocolate bar is on the ticket
    When the clerk looks at more ways to pay
    And SNAP pays all that it may
    And the clerk gives the last payment back
    Then the screen says "The card payment was given back"
    And 9.89 is left to pay again

  Scenario: A gift card is sold, and pays a later ticket in part
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    When 5 is put on the gift card 9800 1234 5678 2207
    And the customer pays in cash
    Then the ticket is closed
    And the receipt says "GIFT CARD ****2207"
    And the receipt says "NOW ON THIS CARD 5.00"
    When the next customer buys ibuprofen with the gift card 9800 1234 5678 2207
    Then the receipt says "LEFT ON THIS CARD 0.00"
    And the number 9800123456782207 is nowhere in the store's files
    And the journal verifies
