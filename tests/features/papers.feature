Feature: What is said and signed at the pickup
  One signature covers everything that one person may sign for; what only the patient may sign is not
  asked of anybody else; and no answer is ever made up.

  Scenario: Somebody new acknowledges the notice with the signature for the payer, once
    Given A. Rivera is signed in at the counter
    When the patient picks up the bag 6012151-01
    Then the signing page shows "Third-party payer" and "Notice of privacy practices"
    When the customer signs once
    Then one drawing is bound to 2 texts, each in its own way
    When the customer pays in cash
    Then the ticket is closed
    And the PhMS holds the pickup of 6012151-1 exactly once
    And the PhMS was told of the notice
    And the patient is known to have acknowledged it
    And the journal verifies

  Scenario: The spouse picks up, and the patient is not there
    Given A. Rivera is signed in at the counter
    When the spouse picks up the bag 6012151-01
    Then the signing page shows "Third-party payer" alone
    When the customer signs once
    Then the screen says "signs in person"
    And payment stays closed
    When the clerk says that the patient is not there, and what was done
    Then the effort is in the journal
    When the customer pays in cash
    Then the ticket is closed
    And the journal verifies

  Scenario: One medicine is explained, the other is not wanted
    Given A. Rivera is signed in at the counter
    When the patient picks up the bag 6012345-00
    And a parent picks up the bag 6012346-00
    And the pharmacist explains the first medicine
    Then the screen says "What happened?"
    When the parent refuses the second
    Then each medicine has its own answer
    And the journal verifies
