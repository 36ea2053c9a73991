namespace StreamAe.Numerics.Architectures;

/// <summary>
/// The shape of an autoencoder: widths, activations and latent kind, and from them where each parameter lies in a slot of
/// <see cref="Arena.ModelArena"/>. Immutable; two equal architectures share an arena.
/// Slot layout, in floats: for each layer weights <c>[Inputs × OutputStride]</c> then biases <c>[OutputStride]</c>; last
/// <c>[RowStride]</c> error weights (what each feature's squared residual is multiplied with in the reconstruction error).
/// </summary>
public sealed class Architecture : IEquatable<Architecture>
{
    /// <summary>Rows and layers are padded to this many floats, so that vector loops end without a scalar tail.</summary>
    public const int LaneFloats = 4;

    /// <summary>Slots begin on cache lines: 64 bytes.</summary>
    public const int SlotAlignmentFloats = 16;

    /// <summary>Widest supported layer; more than the widest known use (10⁶ genomic features).</summary>
    public const int MaxWidth = 4 << 20;

    private readonly int[] _hidden;
    private readonly DenseLayer[] _layers;

    /// <param name="features">D, the width of a row.</param>
    /// <param name="hidden">Widths of the encoder's hidden layers; the decoder mirrors them.</param>
    /// <param name="latent">J, the width of the bottleneck.</param>
    /// <param name="latentKind">Plain code or Gaussian.</param>
    /// <param name="hiddenActivation">Of every hidden layer on both sides.</param>
    /// <param name="latentActivation">Of the code; a Gaussian latent is always linear.</param>
    /// <param name="outputActivation">Linear for standardised rows.</param>
    /// <param name="condition">C, the width of the context that encoder and decoder are given beside row and code; 0 for none.</param>
    public Architecture(
        int features,
        IReadOnlyList<int> hidden,
        int latent,
        LatentKind latentKind = LatentKind.Deterministic,
        Activation hiddenActivation = Activation.Tanh,
        Activation latentActivation = Activation.Tanh,
        Activation outputActivation = Activation.Linear,
        int condition = 0)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfNegative(condition);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(condition, MaxWidth);
        foreach (int width in (int[])[features, latent, .. hidden])
        {
            if (width is < 1 or > MaxWidth)
            {
                throw new ArgumentException($"A layer has 1 to {MaxWidth} units; {features}-[{string.Join(',', hidden)}]-{latent} does not fit.");
            }
        }

        Features = features;
        Condition = condition;
        Latent = latent;
        LatentKind = latentKind;
        HiddenActivation = hiddenActivation;
        LatentActivation = latentKind == LatentKind.Gaussian ? Activation.Linear : latentActivation;
        OutputActivation = outputActivation;
        _hidden = [.. hidden];

        LatentLayer = hidden.Count;
        _layers = new DenseLayer[2 * (hidden.Count + 1)];
        long offset = 0;
        int inputs = features + condition;
        for (int l = 0; l < _layers.Length; l++)
        {
            bool isLatent = l == LatentLayer;
            int outputs = isLatent
                ? (latentKind == LatentKind.Gaussian ? 2 * latent : latent)
                : l < LatentLayer ? hidden[l]
                : l == _layers.Length - 1 ? features
                : hidden[_layers.Length - 2 - l];
            Activation activation = isLatent ? LatentActivation : l == _layers.Length - 1 ? outputActivation : hiddenActivation;
            int stride = Pad(outputs);
            long weights = (long)inputs * stride;
            if (offset + weights + stride > int.MaxValue / 2)
            {
                throw new ArgumentException(
                    $"Architecture {features}-[{string.Join(',', hidden)}]-{latent} needs more than {int.MaxValue / 2} parameters; use narrower hidden layers.");
            }

            _layers[l] = new DenseLayer(inputs, outputs, stride, activation, (int)offset, (int)(offset + weights));
            offset += weights + stride;
            MultiplyAddsPerRow += (long)inputs * outputs;
            ParameterCount += ((long)inputs + 1) * outputs;
            MaxStride = Math.Max(MaxStride, stride);
            inputs = isLatent ? latent + condition : outputs;
        }

        RowStride = Pad(features + condition);
        CodeStride = Math.Max(_layers[LatentLayer].OutputStride, Pad(latent + condition));
        MaxStride = Math.Max(MaxStride, Math.Max(RowStride, CodeStride));
        TrainableFloats = (int)offset;
        ErrorWeightOffset = (int)offset;
        SlotFloats = RoundUp((int)offset + RowStride, SlotAlignmentFloats);
    }

    /// <summary>D</summary>
    public int Features { get; }

    /// <summary>
    /// C, the width of the context: one-hot classes, the hour on its circle. It follows the features in a row and the code in what the decoder
    /// reads; it is neither reconstructed nor scored.
    /// </summary>
    public int Condition { get; }

    /// <summary>J</summary>
    public int Latent { get; }

    public LatentKind LatentKind { get; }

    public Activation HiddenActivation { get; }

    public Activation LatentActivation { get; }

    public Activation OutputActivation { get; }

    public ReadOnlySpan<int> Hidden => _hidden;

    public ReadOnlySpan<DenseLayer> Layers => _layers;

    /// <summary>Index of the layer that writes the code: J outputs, or 2J (means, then log variances) for a Gaussian latent.</summary>
    public int LatentLayer { get; }

    /// <summary>Floats from one row to the next: D + C rounded up to <see cref="LaneFloats"/>; the padding of a row must be 0.</summary>
    public int RowStride { get; }

    /// <summary>Floats from one code to the next where codes and context stand together: room for the latent layer's outputs and for J + C.</summary>
    public int CodeStride { get; }

    /// <summary>The widest padded layer: the scratch a row needs.</summary>
    public int MaxStride { get; }

    /// <summary>Weights and biases without padding.</summary>
    public long ParameterCount { get; }

    /// <summary>Weights and biases with padding: what an optimiser walks over, in floats from the start of the slot.</summary>
    public int TrainableFloats { get; }

    /// <summary>First of the <see cref="RowStride"/> error weights.</summary>
    public int ErrorWeightOffset { get; }

    /// <summary>Floats from one slot to the next.</summary>
    public int SlotFloats { get; }

    public long SlotBytes => SlotFloats * (long)sizeof(float);

    public long MultiplyAddsPerRow { get; }

    /// <summary>
    /// Widths for data nobody tuned: a code of a quarter of the row, at least 4 units where the row has more than 4 features, and one
    /// hidden layer of half the row, or half way between row and code where that would be no wider than the code.
    /// </summary>
    public static (int[] Hidden, int Latent) DefaultWidths(int features)
    {
        int latent = Math.Max(1, Math.Max(Math.Min(4, features - 1), features / 4));
        int hidden = features / 2 > latent ? features / 2 : (features + latent + 1) / 2;
        return ([hidden], latent);
    }

    /// <summary>Whether a layer lies between input and code, or between code and output.</summary>
    internal bool IsHidden(int layer) => layer != LatentLayer && layer != _layers.Length - 1;

    public bool Equals(Architecture? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Features == other.Features && Condition == other.Condition && Latent == other.Latent && LatentKind == other.LatentKind
                && HiddenActivation == other.HiddenActivation && LatentActivation == other.LatentActivation
                && OutputActivation == other.OutputActivation && Hidden.SequenceEqual(other.Hidden)));

    public override bool Equals(object? obj) => Equals(obj as Architecture);

    public override int GetHashCode() => HashCode.Combine(Features, Condition, Latent, LatentKind, HiddenActivation, _hidden.Length, SlotFloats);

    /// <summary>For people: <c>38-19-9-19-38 tanh autoencoder</c>, with <c> given 4</c> behind it for a context of four.</summary>
    public override string ToString()
    {
        IEnumerable<int> widths = [Features, .. _hidden, Latent, .. _hidden.Reverse(), Features];
        return $"{string.Join('-', widths)} {HiddenActivation.ToString().ToLowerInvariant()} {(LatentKind == LatentKind.Gaussian ? "VAE" : "autoencoder")}"
            + (Condition == 0 ? string.Empty : $" given {Condition}");
    }

    private static int Pad(int width) => RoundUp(width, LaneFloats);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
