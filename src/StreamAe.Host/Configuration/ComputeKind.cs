namespace StreamAe.Host.Configuration;

/// <summary>What scores rows. Verdicts agree within the tolerance of the backends; only speed differs.</summary>
internal enum ComputeKind
{
    /// <summary>The GPU where this build has that part, a device is there and a measurement finds it faster, else <see cref="Simd"/>.</summary>
    Auto,

    /// <summary>The processor's vector units.</summary>
    Simd,

    /// <summary>The readable reference, about ten times slower; to check the others against.</summary>
    Scalar,

    /// <summary>A graphics processor; needs the part Gpu.</summary>
    Gpu,
}
