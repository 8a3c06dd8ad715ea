Feature: A store that cannot be opened, or written
  The person who opens the pharmacy reads what is wrong and what to do; nothing in the store is lost.

  Scenario: A wrong passphrase
    Given a closed store that is opened with a passphrase
    When the counter is started with a wrong passphrase each time
    Then it says "The passphrase is wrong"
    And it says "if it is lost, use the printed recovery code"
    And the start has failed and the store is as it was
    When the counter is started with the passphrase mistyped once
    Then it opens with everything in the store

  Scenario: A store file that is cut short
    Given a closed store that is opened with a passphrase
    And its file was cut short
    When the counter is started
    Then it says "The store file is damaged"
    And it says "Restore the latest backup"
    And the start has failed and the store is as it was
    When the backup is put in its place
    And the counter is started
    Then it opens with everything in the store

  Scenario: A store file from a newer version
    Given a closed store that is opened with a passphrase
    And a newer version has written it
    When the counter is started
    Then it says "The store was written by a newer version of the program"
    And it says "Install the newer version"
    And the start has failed and the store is as it was

  Scenario: A store that another process holds
    Given a closed store that is opened with a passphrase
    And another process holds it
    When the counter is started
    Then it says "The store is in use by another program"
    And it says "Close the other Rxlane window"
    And the start has failed and the store is as it was
    When the other process lets go
    And the counter is started
    Then it opens with everything in the store

  Scenario: A full disk
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    When the disk is full
    And the cashier scans until it is told
    Then the screen says "The disk is full"
    And the screen says "Free some space"
    And every line that was shown is still there, and none that was not
    When there is room again
    And the cashier scans sunscreen
    Then the ticket can be finished
    And the journal verifies
    And every line is in the store after a restart
