Feature: Discounts, and who may give them
  The row shows what a price was, why it is another, and what it is now. A prescription keeps its
  copay. What is over a cashier's limit a manager signs for at the counter.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: Ten percent off a line, and five off the ticket: together that is over the limit
    When the cashier scans ibuprofen
    And the cashier scans a chocolate bar
    And the cashier takes 10 percent off the line for reason 3
    Then the screen says "−0.13 damaged or opened"
    When the cashier takes 5 percent off the ticket for reason 2
    Then a manager is asked for
    When the manager signs
    Then 0.61 is saved
    When the customer pays in cash
    Then the ticket is closed
    And the receipt tells of 0.61 saved
    And the journal replays the saving of 0.61
    And the journal verifies

  Scenario: Half the price needs a manager
    When the cashier scans a chocolate bar
    And the cashier takes 50 percent off the line for reason 3
    Then a manager is asked for
    When the manager signs
    Then the screen says "The customer saves 0.65 now"

  Scenario: A copay is not discounted with the ticket
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    When the cashier scans a chocolate bar
    And the cashier takes 10 percent off the ticket for reason 2
    Then 0.13 is saved

  Scenario: The power fails on a discounted ticket
    When the cashier scans a chocolate bar
    And the cashier takes 10 percent off the line for reason 3
    And the counter starts again
    And A. Rivera signs in again
    Then 0.13 is saved

  Scenario: A customer with a certificate pays no sales tax
    When the cashier scans a chocolate bar
    And the cashier enters the certificate EX-77 good until 12312099
    Then a manager is asked for
    When the manager signs
    Then the screen says "It is 0.00 now"
    When the customer pays in cash
    Then the ticket is closed
    And the receipt says "TAX EXEMPT, CERTIFICATE EX-77"
    And the journal verifies

  Scenario: A manufacturer's coupon comes off its goods, once
    When the cashier scans ibuprofen
    And the scanner reads ]e0 8110106141416543213150110000
    Then the screen says "The coupon is taken"
    And 1.50 is saved
    When the scanner reads ]e0 81010006141410
    Then the screen says "cannot read what this coupon asks for"
    When the scanner reads ]e0 8110106141416543213150110000
    Then the screen says "This coupon is taken already"
    When the customer pays in cash
    Then the ticket is closed
    And the receipt says "MANUFACTURER COUPON"
    And the journal verifies

  Scenario: A coupon with a number is not taken on the next ticket again
    When the cashier scans ibuprofen
    And the scanner reads ]e0 811010614141654321315011000050123456
    Then the screen says "The coupon is taken"
    When the customer pays in cash
    Then the ticket is closed
    When the next customer comes
    And the cashier scans ibuprofen
    And the scanner reads ]e0 811010614141654321315011000050123456
    Then the screen says "This coupon is taken already"
    And the journal verifies

  Scenario: A promotion of the store comes by itself, in whatever order goods are scanned
    When the manager declares three candies for 3.00
    And the counter starts again
    And A. Rivera signs in again
    And the cashier scans a chocolate bar
    And the cashier scans ibuprofen
    And the cashier scans a chocolate bar
    And the cashier scans sunscreen
    And the cashier scans a chocolate bar
    Then 0.87 is saved
    And the screen says "−0.29 Candy 3 for $3"
    When the customer pays in cash
    Then the ticket is closed
    And the receipt says "CANDY 3 FOR $3"
    And the journal replays the saving of 0.87
    And the journal verifies

  Scenario: A small discount does not cost the customer a promotion
    When the manager declares three candies for 3.00
    And the counter starts again
    And A. Rivera signs in again
    And the cashier scans a chocolate bar
    And the cashier scans ibuprofen
    And the cashier scans a chocolate bar
    And the cashier scans sunscreen
    And the cashier scans a chocolate bar
    Then 0.87 is saved
    When the cashier asks for 10 percent off the line
    Then the screen says "Its promotion saves 0."
    When the cashier goes back to the ticket
    Then 0.87 is saved
    When the customer pays in cash
    Then the ticket is closed
    And the journal replays the saving of 0.87
    And the journal verifies

  Scenario: A mistake in the promotions is told at the sign-in, and the last good ones hold
    When the manager declares three candies for 3.00
    And the counter starts again
    And the manager writes a mistake into the promotions
    And the counter starts again
    Then the screen says "A mistake in promotions.toml, line 7"
    When A. Rivera signs in again
    And the cashier scans a chocolate bar
    And the cashier scans ibuprofen
    And the cashier scans a chocolate bar
    And the cashier scans sunscreen
    And the cashier scans a chocolate bar
    Then 0.87 is saved

  Scenario: What something costs is asked without selling it
    When the cashier checks the price of a chocolate bar
    Then the screen says "Nothing comes on the ticket unless you add it."
    And the screen says "1.29"
    And nothing is on the ticket
    When the cashier adds what was checked
    Then the screen says "1 × 1.29"
