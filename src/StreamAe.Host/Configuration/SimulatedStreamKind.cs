namespace StreamAe.Host.Configuration;

/// <summary>The streams the simulator has.</summary>
internal enum SimulatedStreamKind
{
    /// <summary>Pumps of a water works: eight sensors each.</summary>
    Pumps,

    /// <summary>Payments with cards.</summary>
    Cards,
}
