namespace StreamAe.Numerics.Training;

/// <summary>How β comes to its value (Bowman et al. 2016; cyclical: Fu et al. 2019).</summary>
public enum AnnealingKind
{
    /// <summary>At once.</summary>
    None,

    /// <summary>In a straight line from 0 over the first so many epochs.</summary>
    Linear,

    /// <summary>Again and again: within each cycle it rises in a straight line over the first half and holds over the second.</summary>
    Cyclical,
}
