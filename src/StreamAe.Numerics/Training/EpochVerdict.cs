namespace StreamAe.Numerics.Training;

/// <summary>What <see cref="EpochRule"/> makes of an epoch.</summary>
internal enum EpochVerdict
{
    /// <summary>Its parameters are the best so far.</summary>
    Best,

    /// <summary>They are not, and there may be better ones yet.</summary>
    GoOn,

    /// <summary>They are not, and patience is at its end.</summary>
    Stop,

    /// <summary>Something is NaN or ∞.</summary>
    Diverged,
}
