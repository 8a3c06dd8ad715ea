Feature: A controlled fill
  The state's rule says whose ID is seen and what of it is written down. It goes to the pharmacy
  system with the pickup, and into a log that pharmacists read.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: The spouse, whom the patient named, collects and shows a licence
    When the spouse on the list picks up the bag 6012400-00
    Then payment is closed until the ID is settled
    When the cashier enters a licence that ended on 01/31/2020
    Then the screen says "This ID has expired"
    When the cashier enters a licence that ends on 01/31/2099
    Then the screen says "The ID is recorded"
    When the rest of the list is done
    And the customer pays in cash
    Then the ticket is closed
    And the PhMS holds the pickup of 6012400-0 exactly once
    And the PhMS is told who took 6012400-0, what was shown and when it was sold
    And the ID is neither on the receipt nor in the technical log
    And the journal verifies

  Scenario: Somebody comes again for what was picked up
    When the patient collects the bag 6012201-04
    And the customer pays in cash
    And the next customer holds out the bag 6012201-04
    Then the screen says "6012201-04 was picked up already"
    And the screen says "lane 2 · patient"
    And a work item is open for 6012201-04
