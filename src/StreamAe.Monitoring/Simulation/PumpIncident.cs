namespace StreamAe.Monitoring.Simulation;

/// <summary>An anomaly in the schedule of one pump: slots <c>From … To−1</c>, counted from the start of the stream.</summary>
internal readonly record struct PumpIncident(AnomalyKind Kind, long From, long To, ulong Key)
{
    /// <summary>Whether the reading of a slot carries the label: those within, but for a silence the first one after it.</summary>
    public bool Labels(long slot) => Kind switch
    {
        AnomalyKind.None => false,
        AnomalyKind.Silence => slot == To,
        _ => slot >= From && slot < To,
    };
}
