namespace StreamAe.Monitoring.Verdicts;

/// <summary>What was decided for one observation, beyond its numbers.</summary>
[Flags]
public enum VerdictFlags
{
    None = 0,

    /// <summary>A model scored the row; without it the numbers are NaN.</summary>
    Scored = 1,

    /// <summary>The score is above the threshold, or the entity had fallen silent.</summary>
    Anomalous = 2,

    /// <summary>The alert policy let it through.</summary>
    Alert = 4,

    /// <summary>Judged by the cohort's model, not the entity's own.</summary>
    Provisional = 8,

    /// <summary>The first observation after a gap many times the entity's usual interval.</summary>
    Silence = 16,

    /// <summary>Some values were missing; they were filled for the model and left out of the score.</summary>
    Imputed = 32,

    /// <summary>Too many values were missing to judge.</summary>
    TooSparse = 64,

    /// <summary>Refused before scoring (late, repeated, other channels): it stands in the dead letters too.</summary>
    Rejected = 128,

    /// <summary>The entity's behaviour has changed lastingly: its threshold stands at twice the calibrated one or more.</summary>
    Shifted = 256,

    /// <summary>A score at least as high stood within the time of alert.peak before it: it repeats what was told.</summary>
    Repeated = 512,

    /// <summary>The policy would have let it through, but it fell into quiet hours.</summary>
    Quiet = 1024,

    /// <summary>Somebody works on the entity: no row is anomalous, and none is learned from.</summary>
    Maintenance = 2048,

    /// <summary>A lasting change of the entity's behaviour was found with this row, and asks for a training.</summary>
    Drifted = 4096,

    /// <summary>A number stands still for many times as long as it usually does.</summary>
    Stuck = 8192,

    /// <summary>A row with an event time before the entity's newest, one of many of late.</summary>
    Late = 16384,

    /// <summary>Judged by a model of the monitor as it was before it was edited: there is none for it as it is now.</summary>
    Former = 32768,
}
