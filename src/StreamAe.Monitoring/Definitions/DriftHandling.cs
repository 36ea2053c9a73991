namespace StreamAe.Monitoring.Definitions;

/// <summary>What is made of a slow change of an entity's residuals.</summary>
public enum DriftHandling
{
    /// <summary>Residuals are judged by what they were in training.</summary>
    None,

    /// <summary>Their centres and spreads follow, at most a small step a row.</summary>
    Follow,
}
