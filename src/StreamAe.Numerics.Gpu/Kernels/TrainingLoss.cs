using ILGPU;
using StreamAe.Numerics.Training;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>The loss of a batch, tile by tile: <see cref="ReconstructionTerm"/> and <see cref="GaussianLatent"/>'s KL term.</summary>
internal static class TrainingLoss
{
    /// <summary>Clears what a batch, or the measured rows, add up to.</summary>
    public static void BeginSums(TrainingMemory memory, TrainingShape shape)
    {
        for (int i = Group.IdxX; i < LongSum.Floats * (1 + shape.Units); i += Group.DimX)
        {
            memory.Sums[TrainingShape.ReconstructionAt + i] = 0;
        }

        Group.Barrier();
    }

    /// <summary>What the sum of element losses is multiplied with.</summary>
    public static float Scale(int rows, int observed, TrainingShape shape) => shape.IsGaussian != 0
        ? 1f / rows
        : (shape.Loss == ReconstructionLoss.MeanSquared ? 2f : 1f) / (observed > 1 ? observed : 1);

    /// <summary>Adds each unit's divergence over the tile. A thread a unit, which adds in the order of rows.</summary>
    public static void AddDivergences(TrainingMemory memory, int rows, TrainingShape shape)
    {
        TrainingLayer latent = memory.Layers[shape.LatentLayer];
        for (int j = Group.IdxX; j < shape.Latent; j += Group.DimX)
        {
            for (int r = 0; r < rows; r++)
            {
                float mean = memory.Tile[latent.OutputAt + (r * latent.Stride) + j];
                float logVariance = memory.Tile[latent.OutputAt + (r * latent.Stride) + shape.Latent + j];
                float term = -0.5f * (1 + logVariance - (mean * mean) - Functions.Exp<LanesGpu, float>(logVariance));
                LongSum.Add(memory.Sums, TrainingShape.DivergencesAt + (LongSum.Floats * j), term);
            }
        }

        Group.Barrier();
    }

    /// <summary>How much of each unit's divergence the gradient sees: nothing of one below its free bits.</summary>
    public static void WeighDivergences(TrainingMemory memory, TrainingEpoch epoch, int rows, TrainingShape shape)
    {
        for (int j = Group.IdxX; j < shape.Units; j += Group.DimX)
        {
            bool isFree = shape.FreeBits > 0 && memory.Sums[TrainingShape.DivergencesAt + (LongSum.Floats * j)] / rows < shape.FreeBits;
            memory.Sums[shape.KlWeightsAt + j] = isFree ? 0 : epoch.Beta / rows;
        }

        Group.Barrier();
    }

    /// <summary>Adds the tile's element losses; where asked, the outputs become <paramref name="scale"/> times the gradient by the output layer's sums.</summary>
    /// <param name="differentiates">1 or 0.</param>
    public static void SumAndDelta(TrainingMemory memory, int rows, float scale, int differentiates, TrainingShape shape)
    {
        ArrayView<float> tile = memory.Tile;
        TrainingLayer last = memory.Layers[shape.Layers - 1];
        int stride = KernelShape.Pad(shape.Features);
        ArrayView<float> terms = tile.SubView(shape.DeltaAt, shape.TileRows * stride);
        for (int p = Group.IdxX; p < rows * shape.Features; p += Group.DimX)
        {
            int r = p / shape.Features;
            int d = p - (r * shape.Features);
            int at = last.OutputAt + (r * last.Stride) + d;
            float output = tile[at];
            float target = tile[shape.TargetAt + (r * shape.RowStride) + d];
            float value;
            float slope;
            if (shape.Loss == ReconstructionLoss.MeanSquared)
            {
                SquaredLoss.Evaluate<LanesGpu, float>(output, target, 0, out value, out slope);
            }
            else if (shape.Loss == ReconstructionLoss.Huber)
            {
                HuberLoss.Evaluate<LanesGpu, float>(output, target, shape.HuberDelta, out value, out slope);
            }
            else
            {
                CrossEntropyLoss.Evaluate<LanesGpu, float>(output, target, 0, out value, out slope);
            }

            bool isObserved = !float.IsNaN(target);
            terms[(r * stride) + d] = isObserved ? value : 0;
            if (differentiates != 0)
            {
                tile[at] = isObserved ? slope * scale * Functions.Derivative<LanesGpu, float>(output, last.Activation) : 0;
            }
        }

        Group.Barrier();
        GroupSums.Rows(terms, stride, rows, shape.Features);
        for (int r = 0; r < rows && Group.IdxX == 0; r++)
        {
            LongSum.Add(memory.Sums, TrainingShape.ReconstructionAt, terms[r * stride]);
        }

        Group.Barrier();
    }

    /// <summary>The loss of the batch without the penalties. Every thread may ask.</summary>
    public static float Total(TrainingMemory memory, TrainingEpoch epoch, int rows, float scale, TrainingShape shape)
    {
        float divergence = 0;
        for (int j = 0; j < shape.Units; j++)
        {
            float mean = memory.Sums[TrainingShape.DivergencesAt + (LongSum.Floats * j)] / rows;
            divergence += shape.FreeBits > 0 && mean < shape.FreeBits ? shape.FreeBits : mean;
        }

        return (scale * memory.Sums[TrainingShape.ReconstructionAt]) + (epoch.Beta * divergence);
    }
}
