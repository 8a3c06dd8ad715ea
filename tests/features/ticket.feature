Feature: One ticket for prescriptions and goods
  A customer brings goods to the counter and picks up prescriptions of the family. Everything is on
  one ticket; the FSA card pays exactly what it may, and cash the rest.

  Scenario: A family's prescriptions and goods, partly on an FSA card, the rest in cash
    Given A. Rivera is signed in at the counter
    When the cashier scans ibuprofen
    And the cashier scans sunscreen
    And the cashier scans a chocolate bar
    And makes it 2 of them
    And the patient picks up the bag 6012345-00
    And a parent picks up the bag 6012346-00
    Then payment is closed until counselling and signature are done
    When the pharmacist counsels and the customer signs
    And the customer pays with an FSA card that holds 20.00
    Then the screen says "Partly approved."
    And exactly 20.00 stands against the card
    When the customer hands over 40 in cash
    Then the ticket is closed
    And the screen says "12.23"
    And the receipt names both payments and is printed once
    And the drawer opened once
    And the PhMS holds the pickup of 6012345-0 exactly once
    And the PhMS holds the pickup of 6012346-0 exactly once
    And the journal verifies
