namespace StreamAe.Monitoring.Definitions;

/// <summary>What tells that an entity's behaviour has changed lastingly.</summary>
public enum DriftDetector
{
    None,

    /// <summary>The test of Page and Hinkley on the surprise and on the size of the inputs.</summary>
    PageHinkley,
}
