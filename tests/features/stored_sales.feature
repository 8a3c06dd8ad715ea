Feature: Card sales that the terminal approved without the bank
  They are told, reach the bank once or are listed as declined, and no batch is closed over them.

  Scenario: What waits is seen and uploaded
    Given a manager is signed in where the store allows approvals without the bank
    When 2 card sales are approved without the bank
    Then the screen says "2 card sales wait in the terminal"
    And the bank has heard of none
    When somebody looks at the card terminal
    Then the screen says "2 sales of 2.80 wait since"
    When the stored sales are uploaded
    Then nothing waits any more
    And the screen says "2 sent at"
    And the bank has each sale once
    And the journal tells that each was uploaded
    And the journal verifies

  Scenario: The bank declines one afterwards
    Given a manager is signed in where the store allows approvals without the bank
    When 2 card sales are approved without the bank
    And the bank will decline 1 of them
    And the stored sales are uploaded
    Then nothing waits any more
    And the screen says "1 stored card sale to settle"
    And the screen says "Stored card sales to settle"
    And the screen says "the bank: DECLINED"
    When the manager settles it as the store's loss
    Then the screen says "The stored card sale is settled by hand"
    And nothing is left to settle
    And the journal verifies

  Scenario: A batch waits for them
    Given a manager is signed in where the store allows approvals without the bank
    When 1 card sale is approved without the bank
    And the manager asks for the batch
    Then the screen says "The batch stays open: card sales wait in the terminal"
    When the stored sales are uploaded
    Then nothing waits any more
    When the manager asks for the batch
    And the manager confirms the batch
    Then the screen says "closed at"

  Scenario: The line is lost in the middle of the upload
    Given a manager is signed in where the store allows approvals without the bank
    When 2 card sales are approved without the bank
    And the cable will be pulled when the terminal has uploaded
    And the stored sales are uploaded
    Then the screen says "not done at"
    When the cable is back
    Then nothing waits any more
    And the bank has each sale once
    And the journal tells that each was uploaded

  Scenario: The terminal loses its power in the middle of the upload
    Given a manager is signed in where the store allows approvals without the bank
    When 3 card sales are approved without the bank
    And the terminal will lose its power after the first one
    And the stored sales are uploaded
    Then the screen says "2 card sales wait in the terminal"
    When the stored sales are uploaded
    Then nothing waits any more
    And the bank has each sale once
    And the journal tells that each was uploaded

  Scenario: The counter is started again while something waits
    Given a manager is signed in where the store allows approvals without the bank
    When 2 card sales are approved without the bank
    And the counter is started again
    Then the screen says "2 card sales wait in the terminal"
    When the stored sales are uploaded
    Then nothing waits any more
    And the bank has each sale once

  Scenario: The bank is there again, and nobody has to think of it
    Given a manager is signed in where the store allows approvals without the bank
    And a moment without a customer is enough
    When 2 card sales are approved without the bank
    And another card is approved by the bank
    Then nothing waits any more
    And the bank has each sale once
    And nobody is told of it
