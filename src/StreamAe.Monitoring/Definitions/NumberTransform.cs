namespace StreamAe.Monitoring.Definitions;

/// <summary>What is done to a number before it is standardised.</summary>
public enum NumberTransform
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>log(1 + x): for amounts and counts, which are never negative and spread over powers of ten.</summary>
    Log1p,

    /// <summary>sign(x)·log(1 + |x|): the same for values of both signs.</summary>
    SignedLog,
}
