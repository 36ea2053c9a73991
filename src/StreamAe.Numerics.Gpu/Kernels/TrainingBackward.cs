using ILGPU;
using StreamAe.Numerics.Training;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>A tile's way back: from the gradient by the output layer's sums, which lies in its outputs' place, to that of all weights.</summary>
internal static class TrainingBackward
{
    /// <param name="isFirst">1 where the gradient begins with this tile, 0 where it is added to.</param>
    public static void Run(TrainingMemory memory, int rows, int isFirst, TrainingShape shape)
    {
        // Two buffers in turn: while one is read the other is written; the outputs' place is a third, at first.
        int delta = memory.Layers[shape.Layers - 1].OutputAt;
        int next = shape.DeltaAt;
        int other = shape.DeltaAt + (shape.TileRows * shape.DeltaStride);
        for (int l = shape.Layers - 1; l >= 0; l--)
        {
            TrainingLayer layer = memory.Layers[l];
            AddGradient(memory, layer, delta, rows, isFirst);
            if (l > 0)
            {
                TrainingLayer below = memory.Layers[l - 1];
                bool readsCodes = l == shape.LatentLayer + 1;
                bool isSampled = readsCodes && shape.IsGaussian != 0;
                BackPropagate(memory, layer, below, delta, next, readsCodes ? shape.Latent : layer.Inputs, isSampled ? shape.NoiseStride : below.Stride, rows, isSampled ? 0 : 1);
                if (isSampled)
                {
                    ToMoments(memory, below, next, other, rows, shape);
                    delta = other;
                }
                else
                {
                    delta = next;
                    next = other;
                    other = delta;
                }
            }
        }

        Group.Barrier();
    }

    /// <summary>gradient[i, o] += Σ_r input[r, i]·delta[r, o], each sum in the order of r; a delta that is read serves four inputs.</summary>
    private static void AddGradient(TrainingMemory memory, TrainingLayer layer, int delta, int rows, int isFirst)
    {
        ArrayView<float> tile = memory.Tile;
        int blocks = (layer.Inputs + 3) / 4;
        for (int p = Group.IdxX; p < blocks * layer.Outputs; p += Group.DimX)
        {
            int i = 4 * (p / layer.Outputs);
            int o = p - (i / 4 * layer.Outputs);
            float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
            int input = layer.InputAt + i;
            int at = delta + o;

            // Rows are padded to four floats: what lies behind the last input is read and not used.
            for (int r = 0; r < rows; r++, input += layer.InputStride, at += layer.Stride)
            {
                float slope = tile[at];
                sum0 = LanesGpu.MultiplyAdd(tile[input], slope, sum0);
                sum1 = LanesGpu.MultiplyAdd(tile[input + 1], slope, sum1);
                sum2 = LanesGpu.MultiplyAdd(tile[input + 2], slope, sum2);
                sum3 = LanesGpu.MultiplyAdd(tile[input + 3], slope, sum3);
            }

            int target = layer.WeightOffset + (i * layer.Stride) + o;
            Add(memory.Gradient, target, sum0, isFirst);
            if (i + 1 < layer.Inputs)
            {
                Add(memory.Gradient, target + layer.Stride, sum1, isFirst);
            }

            if (i + 2 < layer.Inputs)
            {
                Add(memory.Gradient, target + (2 * layer.Stride), sum2, isFirst);
            }

            if (i + 3 < layer.Inputs)
            {
                Add(memory.Gradient, target + (3 * layer.Stride), sum3, isFirst);
            }
        }

        for (int o = Group.IdxX; o < layer.Outputs; o += Group.DimX)
        {
            float sum = 0;
            for (int r = 0; r < rows; r++)
            {
                sum += tile[delta + (r * layer.Stride) + o];
            }

            Add(memory.Gradient, layer.BiasOffset + o, sum, isFirst);
        }
    }

    private static void Add(ArrayView<float> gradient, int at, float value, int isFirst) => gradient[at] = isFirst != 0 ? value : gradient[at] + value;

    /// <summary>
    /// below[r, i] = Σ_o delta[r, o]·weights[i, o], times the slope of the layer below where that has one. Each thread begins at an output of its own
    /// and goes round: neighbours then read from different banks of shared memory.
    /// </summary>
    /// <param name="inputs">Nothing is propagated to the context, which stands behind the code.</param>
    /// <param name="stride">Of what is written.</param>
    /// <param name="hasSlope">1 or 0.</param>
    private static void BackPropagate(
        TrainingMemory memory, TrainingLayer layer, TrainingLayer below, int delta, int next, int inputs, int stride, int rows, int hasSlope)
    {
        ArrayView<float> tile = memory.Tile;
        int blocks = (rows + KernelShape.RowsAThread - 1) / KernelShape.RowsAThread;
        for (int p = Group.IdxX; p < blocks * inputs; p += Group.DimX)
        {
            int block = p / inputs;
            int i = p - (block * inputs);
            int at = delta + (block * KernelShape.RowsAThread * layer.Stride);
            int weights = layer.WeightOffset + (i * layer.Stride);
            float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
            int o = i % layer.Outputs;
            for (int k = 0; k < layer.Outputs; k++)
            {
                float weight = memory.Weights[weights + o];
                sum0 = LanesGpu.MultiplyAdd(tile[at + o], weight, sum0);
                sum1 = LanesGpu.MultiplyAdd(tile[at + layer.Stride + o], weight, sum1);
                sum2 = LanesGpu.MultiplyAdd(tile[at + (2 * layer.Stride) + o], weight, sum2);
                sum3 = LanesGpu.MultiplyAdd(tile[at + (3 * layer.Stride) + o], weight, sum3);
                o++;
                o = o == layer.Outputs ? 0 : o;
            }

            int row = block * KernelShape.RowsAThread;
            int target = next + (row * stride) + i;
            int output = below.OutputAt + (row * below.Stride) + i;
            tile[target] = sum0 * Slope(tile, output, below, hasSlope);
            tile[target + stride] = sum1 * Slope(tile, output + below.Stride, below, hasSlope);
            tile[target + (2 * stride)] = sum2 * Slope(tile, output + (2 * below.Stride), below, hasSlope);
            tile[target + (3 * stride)] = sum3 * Slope(tile, output + (3 * below.Stride), below, hasSlope);
        }

        Group.Barrier();
    }

    private static float Slope(ArrayView<float> tile, int output, TrainingLayer below, int hasSlope) =>
        hasSlope == 0 ? 1 : Functions.Derivative<LanesGpu, float>(tile[output], below.Activation);

    /// <summary>From dL/dz to dL/d(μ, log σ²), with the KL term: see <see cref="GaussianLatent.ToMoments"/>.</summary>
    private static void ToMoments(TrainingMemory memory, TrainingLayer latent, int codeDelta, int delta, int rows, TrainingShape shape)
    {
        ArrayView<float> tile = memory.Tile;
        for (int p = Group.IdxX; p < rows * shape.Latent; p += Group.DimX)
        {
            int r = p / shape.Latent;
            int j = p - (r * shape.Latent);
            float dz = tile[codeDelta + (r * shape.NoiseStride) + j];
            float noise = tile[shape.NoiseAt + (r * shape.NoiseStride) + j];
            float mean = tile[latent.OutputAt + (r * latent.Stride) + j];
            float logVariance = tile[latent.OutputAt + (r * latent.Stride) + shape.Latent + j];
            float weight = memory.Sums[shape.KlWeightsAt + j];
            float deviation = Functions.Exp<LanesGpu, float>(0.5f * logVariance);
            bool held = logVariance >= TrainingForward.MaxLogVariance || logVariance <= -TrainingForward.MaxLogVariance;
            int target = delta + (r * latent.Stride) + j;
            tile[target] = dz + (weight * mean);
            tile[target + shape.Latent] = held ? 0 : (0.5f * dz * noise * deviation) + (0.5f * weight * ((deviation * deviation) - 1));
        }

        Group.Barrier();
    }
}
