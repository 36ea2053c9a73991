namespace StreamAe.Numerics.Training;

/// <summary>The spread of the first weights.</summary>
public enum InitializationKind
{
    /// <summary>He before units of the ReLU family, Xavier before all others.</summary>
    Automatic,

    /// <summary>Uniform in ±√(6/(in + out)) (Glorot and Bengio 2010).</summary>
    Xavier,

    /// <summary>Uniform in ±√(6/in) (He et al. 2015).</summary>
    He,
}
