using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Training;

/// <summary>How a device trains the models of one architecture with one set of options.</summary>
/// <param name="Shape">For the kernel.</param>
/// <param name="Layers">For the kernel.</param>
/// <param name="Threads">Of a group.</param>
internal sealed record TrainingPlan(TrainingShape Shape, TrainingLayer[] Layers, int Threads)
{
    private const int MostTileRows = 32;

    /// <summary>A placement with fewer rows a tile would wait for barriers more than it computes.</summary>
    private const int FewTileRows = 16;

    private const int WantedThreads = 128;

    /// <summary>Null where shared memory does not hold a model's weights and the fewest rows a tile may have.</summary>
    public static TrainingPlan? For(GpuDevice device, Architecture architecture, TrainingOptions options)
    {
        // Widths that would overflow the sums below are far too large for shared memory.
        if (architecture.SlotFloats > device.SharedFloats || architecture.MaxStride > device.SharedFloats)
        {
            return null;
        }

        for (int fewest = FewTileRows; fewest >= KernelShape.RowsAThread; fewest /= 2)
        {
            foreach (TrainingPlacement placement in Enum.GetValues<TrainingPlacement>())
            {
                for (int rows = MostTileRows; rows >= fewest; rows /= 2)
                {
                    TrainingPlan plan = Of(device, architecture, options, placement, rows);
                    if (plan.Shape.SharedFloats <= device.SharedFloats)
                    {
                        return plan;
                    }
                }
            }
        }

        return null;
    }

    internal static TrainingPlan Of(
        GpuDevice device, Architecture architecture, TrainingOptions options, TrainingPlacement placement, int tileRows)
    {
        // By the options, not by the rows: a model comes out the same beside one that misses nothing.
        bool isMasked = options.MaskMissing;
        bool isGaussian = architecture.LatentKind == LatentKind.Gaussian;
        bool readsLogits = options.Loss == ReconstructionLoss.BinaryCrossEntropy;
        int at = tileRows * architecture.RowStride;
        int target = 0;
        if (isMasked || options.HideFeatures || options.Noise.Kind != NoiseKind.None)
        {
            target = at;
            at += tileRows * architecture.RowStride;
        }

        int codeStride = isGaussian || architecture.Condition > 0 ? KernelShape.Pad(architecture.Latent + architecture.Condition) : 0;
        int codes = at;
        at += tileRows * codeStride;
        int noise = at;
        at += isGaussian ? tileRows * KernelShape.Pad(architecture.Latent) : 0;
        var layers = new TrainingLayer[architecture.Layers.Length];
        (int read, int readStride) = (0, architecture.RowStride);
        for (int l = 0; l < layers.Length; l++)
        {
            DenseLayer layer = architecture.Layers[l];
            bool isLast = l == layers.Length - 1;
            layers[l] = new TrainingLayer(
                layer.Inputs,
                layer.Outputs,
                layer.OutputStride,
                isLast && readsLogits ? Activation.Linear : layer.Activation,
                layer.WeightOffset,
                read,
                readStride,
                at);
            bool hasCodes = l == architecture.LatentLayer && codeStride > 0;
            (read, readStride) = hasCodes ? (codes, codeStride) : (at, layer.OutputStride);
            at += tileRows * layer.OutputStride;
        }

        int deltaStride = LossGradient.DeltaStride(architecture);
        int floats = at + (tileRows * Math.Max(2 * deltaStride, KernelShape.Pad(architecture.Features)));
        RegularizationOptions regularization = options.Regularization;
        var shape = new TrainingShape(
            architecture.Features,
            architecture.Condition,
            architecture.Latent,
            isGaussian ? 1 : 0,
            layers.Length,
            architecture.LatentLayer,
            architecture.RowStride,
            architecture.TrainableFloats,
            placement,
            tileRows,
            target,
            codes,
            codeStride,
            noise,
            at,
            deltaStride,
            floats,
            options.Loss,
            (float)options.HuberDelta,
            isGaussian ? (float)options.Variational.FreeBits : 0,
            (float)regularization.L1,
            (float)regularization.L2,
            (float)options.Optimizer.ClipNorm,
            options.Noise.Kind,
            (float)options.Noise.Level,
            InputNoise.Threshold(options.Noise),
            options.HideFeatures ? 1 : 0,
            isMasked ? 1 : 0);
        return new TrainingPlan(shape, layers, device.GroupSize(WantedThreads));
    }
}
