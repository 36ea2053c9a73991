namespace StreamAe.Monitoring.Definitions;

/// <summary>How residuals of several features are put together.</summary>
public enum ResidualScaling
{
    /// <summary>Each squared residual is divided by that feature's residual variance in training.</summary>
    Scaled,

    /// <summary>Squared residuals as they are, in standardised units.</summary>
    Plain,

    /// <summary>Residuals and values together, by what holds between them in training; see <see cref="StreamAe.Numerics.Scoring.JointDistance"/>.</summary>
    Joint,
}
