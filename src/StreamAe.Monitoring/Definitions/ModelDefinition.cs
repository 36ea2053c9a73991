using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions;

/// <summary>The autoencoder of each entity.</summary>
public sealed record ModelDefinition
{
    /// <summary>Plain or variational. Default autoencoder; autoencoder or vae.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>Widths of the encoder's hidden layers, outermost first; the decoder mirrors them. Null is auto, by the number of
    /// inputs; an empty list goes straight to the latent code. Wider or more layers fit finer structure, and cost time, memory and
    /// rows. Default auto; auto or 0 to 8 entries, each 1 to 65,536 units.</summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>Width of the latent code; null is auto. Raising it reconstructs more, anomalies included: keep it below the number
    /// of inputs. Default auto; auto or 1 to 4,096 units.</summary>
    public int? Latent { get; init; }

    /// <summary>Of the hidden layers. Default tanh; tanh, relu, leakyRelu, elu, sigmoid or linear.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Of the latent code; that of a vae is always linear. Default tanh; tanh, linear or sigmoid.</summary>
    public Activation LatentActivation { get; init; } = Activation.Tanh;

    /// <summary>Of the reconstruction: linear for standardised rows, sigmoid for rows from 0 to 1. Default linear; linear, sigmoid or
    /// tanh.</summary>
    public Activation OutputActivation { get; init; } = Activation.Linear;

    /// <summary>Spread of the first weights; auto takes He before the relu family and Xavier before the others. Default auto; auto,
    /// xavier or he.</summary>
    public InitializationKind Initialization { get; init; }

    /// <summary>Weight of the KL term (vae only). Raising it makes the latent code smoother and the reconstruction worse; too high and
    /// the code is ignored. Default 1; 0 to 100.</summary>
    public float Beta { get; init; } = 1;

    /// <summary>Whether the reconstructed features are hidden from the model, when it is trained and when it judges, and predicted from the context:
    /// what cannot be seen cannot be copied. Default false; true or false.</summary>
    public bool Predict { get; init; }

    public bool Equals(ModelDefinition? other) =>
        other is not null && Kind == other.Kind && Latent == other.Latent && Activation == other.Activation
        && LatentActivation == other.LatentActivation && OutputActivation == other.OutputActivation
        && Initialization == other.Initialization && Beta.Equals(other.Beta) && Predict == other.Predict
        && (Hidden is null ? other.Hidden is null : other.Hidden is not null && Hidden.SequenceEqual(other.Hidden));

    public override int GetHashCode() => HashCode.Combine(Kind, Latent, Activation, LatentActivation, OutputActivation, Beta, Hidden?.Count);
}
