Feature: What stops a bag at pickup, and what is done about those that nobody picks up
  A bag that waited longer than its payer allows stays here until it is billed again. Bags that wait
  are on a list, with what came of a call.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: A bag past the payer's days goes out once it is billed again
    Given the payer accepted the claim of 6012345-0 11 days ago
    When the scanner reads ]C0 6012345-00
    And the clerk identifies the customer
    Then the screen says "6012345-00 has waited too long"
    When the pharmacist bills 6012345-0 again
    And the clerk scans the other bag, 6010077-02, of the same patient
    And the clerk adds what is ready
    Then the fill 6012345-00 is on the ticket

  Scenario: A claim that was taken back stops the bag
    Given the payer has taken back the claim of 6012345-0
    When the scanner reads ]C0 6012345-00
    And the clerk identifies the customer
    Then the screen says "The claim of 6012345-00 was taken back"
    And the PhMS holds no pickup of 6012345-0

  Scenario: The last day that the pharmacy system names is over
    Given 6012345-0 may not be dispensed after yesterday
    When the scanner reads ]C0 6012345-00
    And the clerk identifies the customer
    Then the screen says "6012345-00 may not be handed out any more"

  Scenario: A Medicaid patient who cannot pay gets the medicine, and the PhMS is told what is owed
    Given the copay of 6012301-2 cannot be paid by its Medicaid patient
    When the clerk leaves the copay owed and closes the ticket
    Then the PhMS is told that 1.00 of 6012301-2 is owed
    And the journal verifies

  Scenario: A call about a bag that nobody picked up
    When the clerk opens the list of bags nobody picked up
    And calls about the first and nobody answers
    Then the screen says "The call about"
    And the screen says "no answer"
    And the journal verifies
