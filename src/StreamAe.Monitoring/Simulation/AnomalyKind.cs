namespace StreamAe.Monitoring.Simulation;

/// <summary>What a simulated stream did to an event; <see cref="None"/> for an ordinary one. Every other kind carries label 1.</summary>
public enum AnomalyKind
{
    None,

    /// <summary>One or two channels of a pump jump for one to three readings.</summary>
    Spike,

    /// <summary>One channel of a pump repeats the same value for one to four hours.</summary>
    StuckAt,

    /// <summary>One channel of a pump stops following the others for two to six hours, each value plausible by itself.</summary>
    CorrelationBreak,

    /// <summary>Pressure and level fall and flow rises over 12 to 36 hours, subtle at first.</summary>
    SlowLeak,

    /// <summary>A pump sent nothing for one to four hours; the first reading afterwards carries the label.</summary>
    Silence,

    /// <summary>A taken-over card: a third of its payments for 3 to 14 days, amounts three times as large.</summary>
    FraudTakeOver,

    /// <summary>Card testing: three to eight small payments within half an hour at merchants new to the card, then a large one.</summary>
    FraudCardTesting,

    /// <summary>A compromised merchant: one to three payments at night at one merchant of the net that is new to the card, half as large again to
    /// three times as large as usual.</summary>
    FraudMerchant,

    /// <summary>Fraud without a trace: an otherwise ordinary payment. Undetectable without labels by construction.</summary>
    FraudStealth,
}
