namespace StreamAe.Monitoring.Backtesting;

/// <summary>The steps of a back-test, in order.</summary>
public enum BacktestPhase
{
    /// <summary>Reading the train files into the entities' histories.</summary>
    ReadingHistory,

    /// <summary>Training each entity on its history.</summary>
    Training,

    /// <summary>Judging the test rows.</summary>
    Judging,

    /// <summary>Computing the detection figures.</summary>
    Measuring,
}
