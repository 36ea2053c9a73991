using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// An architecture as numbers a kernel is compiled for: its loops then have constant bounds and its choices are made. The layout of a slot
/// follows from it as in <see cref="Architecture"/>.
/// </summary>
/// <param name="Features">D</param>
/// <param name="Condition">C</param>
/// <param name="Latent">J</param>
/// <param name="LatentOutputs">J, or 2J of a Gaussian latent.</param>
/// <param name="HiddenLayers">Of the encoder, at most <see cref="MaxHiddenLayers"/>.</param>
/// <param name="Hidden0">Width of the first; 0 where there is none.</param>
/// <param name="Hidden1">Of the second.</param>
/// <param name="Hidden2">Of the third.</param>
/// <param name="Hidden3">Of the fourth.</param>
/// <param name="HiddenActivation">Of hidden layers.</param>
/// <param name="LatentActivation">Of the code.</param>
/// <param name="OutputActivation">Of the reconstruction.</param>
/// <param name="MaxStride">Floats of the widest layer or row.</param>
/// <param name="IsHalf">1 where the arena holds halves, else 0.</param>
/// <param name="TileRows">Rows a group takes through all layers together: 1, or a multiple of <see cref="RowsAThread"/>.</param>
internal readonly record struct KernelShape(
    int Features,
    int Condition,
    int Latent,
    int LatentOutputs,
    int HiddenLayers,
    int Hidden0,
    int Hidden1,
    int Hidden2,
    int Hidden3,
    Activation HiddenActivation,
    Activation LatentActivation,
    Activation OutputActivation,
    int MaxStride,
    int IsHalf,
    int TileRows)
{
    public const int MaxHiddenLayers = 4;

    /// <summary>Rows that share the reading of a weight, where there are so many.</summary>
    public const int RowsAThread = 4;

    public int RowStride => Pad(Features + Condition);

    /// <summary>Floats of a model as kernels compute with it.</summary>
    public int SlotFloats => RoundUp(TrainableFloats + RowStride, Architecture.SlotAlignmentFloats);

    /// <summary>Floats of a model as it lies in the arena; halves are two a float.</summary>
    public int StoredFloats => IsHalf == 0 ? SlotFloats : RoundUp((TrainableFloats / 2) + RowStride, Architecture.SlotAlignmentFloats);

    public int ErrorWeightOffset => TrainableFloats;

    public int TrainableFloats =>
        (HiddenLayers > 0 ? LayerFloats(Features + Condition, Hidden0) : 0)
        + (HiddenLayers > 1 ? LayerFloats(Hidden0, Hidden1) : 0)
        + (HiddenLayers > 2 ? LayerFloats(Hidden1, Hidden2) : 0)
        + (HiddenLayers > 3 ? LayerFloats(Hidden2, Hidden3) : 0)
        + LayerFloats(LastHidden, LatentOutputs)
        + DecoderFloats;

    /// <summary>What the layer reads that writes the code.</summary>
    public int LastHidden => HiddenLayers switch { 0 => Features + Condition, 1 => Hidden0, 2 => Hidden1, 3 => Hidden2, _ => Hidden3 };

    /// <summary>Floats of the shared memory of a group: the model, and what two layers of a tile write.</summary>
    public int SharedFloats => SlotFloats + (2 * TileRows * MaxStride);

    private int DecoderFloats => HiddenLayers switch
    {
        0 => LayerFloats(Latent + Condition, Features),
        1 => LayerFloats(Latent + Condition, Hidden0) + LayerFloats(Hidden0, Features),
        2 => LayerFloats(Latent + Condition, Hidden1) + LayerFloats(Hidden1, Hidden0) + LayerFloats(Hidden0, Features),
        3 => LayerFloats(Latent + Condition, Hidden2) + LayerFloats(Hidden2, Hidden1) + LayerFloats(Hidden1, Hidden0) + LayerFloats(Hidden0, Features),
        _ => LayerFloats(Latent + Condition, Hidden3) + LayerFloats(Hidden3, Hidden2) + LayerFloats(Hidden2, Hidden1)
            + LayerFloats(Hidden1, Hidden0) + LayerFloats(Hidden0, Features),
    };

    /// <summary>Null where the architecture has more hidden layers than kernels are written for.</summary>
    public static KernelShape? Of(Architecture architecture, WeightStorage storage, int tileRows)
    {
        ReadOnlySpan<int> hidden = architecture.Hidden;
        return hidden.Length > MaxHiddenLayers
            ? null
            : new KernelShape(
                architecture.Features,
                architecture.Condition,
                architecture.Latent,
                architecture.Layers[architecture.LatentLayer].Outputs,
                hidden.Length,
                hidden.Length > 0 ? hidden[0] : 0,
                hidden.Length > 1 ? hidden[1] : 0,
                hidden.Length > 2 ? hidden[2] : 0,
                hidden.Length > 3 ? hidden[3] : 0,
                architecture.HiddenActivation,
                architecture.LatentActivation,
                architecture.OutputActivation,
                architecture.MaxStride,
                storage == WeightStorage.Float16 ? 1 : 0,
                tileRows);
    }

    public static int Pad(int width) => RoundUp(width, Architecture.LaneFloats);

    public static int LayerFloats(int inputs, int outputs) => (inputs + 1) * Pad(outputs);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
