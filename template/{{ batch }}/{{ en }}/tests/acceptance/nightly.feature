Feature: Score what came in during the day
  Scenario: Everything can be scored
    Given a trained model
    And inputs without a flaw in the inbox
    When the nightly run takes place
    Then the command answers 0
    And every person has a score

  Scenario: Some rows are wrong
    Given a trained model
    And inputs of which two rows are wrong
    When the nightly run takes place
    Then the command answers 1
    And the two rows wait with their reason

  Scenario: Rows stay wrong
    Given a trained model
    And inputs of which two rows are wrong
    When the nightly run takes place
    And it takes place for two more nights
    Then the two rows are given up and kept apart
