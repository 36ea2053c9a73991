using ILGPU;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// Scoring of models that shared memory does not hold: a launch a layer, each a blocked matrix product whose blocks pass through shared
/// memory, then one for what a row makes of its reconstruction. What layers write lies in the device's memory.
/// </summary>
internal static class WideKernels
{
    /// <summary>Rows of a block: a run has no more.</summary>
    public const int BlockRows = 16;

    /// <summary>Outputs of a block.</summary>
    public const int BlockOutputs = 32;

    private const int BlockInputs = 32;

    /// <summary>Floats of shared memory that <see cref="Forward"/> takes.</summary>
    public const int ForwardFloats = (BlockRows * BlockInputs) + (BlockInputs * BlockOutputs) + (BlockRows * BlockOutputs);

    /// <summary>
    /// out[r, o] = activation(bias[o] + Σᵢ in[r, i]·weights[i, o]). Groups: runs × blocks of outputs, the runs innermost, so that groups
    /// that run together read the same weights.
    /// </summary>
    /// <param name="models">[slots × stored floats]</param>
    /// <param name="runs">At most <see cref="BlockRows"/> rows each.</param>
    /// <param name="inputs">[N × read stride]</param>
    /// <param name="outputs">[N × write stride]</param>
    public static void Forward(ArrayView<float> models, ArrayView<ModelRun> runs, ArrayView<float> inputs, ArrayView<float> outputs, WideLayer layer)
    {
        ArrayView<float> shared = SharedMemory.GetDynamic<float>();
        ArrayView<float> left = shared.SubView(0, BlockRows * BlockInputs);
        ArrayView<float> right = shared.SubView(BlockRows * BlockInputs, BlockInputs * BlockOutputs);
        ArrayView<float> sums = shared.SubView((BlockRows * BlockInputs) + (BlockInputs * BlockOutputs), BlockRows * BlockOutputs);
        int runCount = runs.IntLength;
        ModelRun run = runs[Grid.IdxX % runCount];
        int firstOutput = Grid.IdxX / runCount * BlockOutputs;
        long model = (long)run.Slot * layer.StoredFloats;
        for (int c = Group.IdxX; c < BlockRows * BlockOutputs; c += Group.DimX)
        {
            int o = firstOutput + (c % BlockOutputs);
            sums[c] = o < layer.OutputStride ? Parameter(models, model, layer.BiasOffset + o, layer.IsHalf) : 0;
        }

        for (int start = 0; start < layer.Inputs; start += BlockInputs)
        {
            for (int p = Group.IdxX; p < BlockRows * BlockInputs; p += Group.DimX)
            {
                int row = p / BlockInputs;
                int i = start + (p % BlockInputs);
                left[p] = row < run.Rows && i < layer.Inputs ? inputs[((long)(run.FirstRow + row) * layer.ReadStride) + i] : 0;
            }

            for (int p = Group.IdxX; p < BlockInputs * BlockOutputs; p += Group.DimX)
            {
                int i = start + (p / BlockOutputs);
                int o = firstOutput + (p % BlockOutputs);
                right[p] = i < layer.Inputs && o < layer.OutputStride
                    ? Parameter(models, model, layer.WeightOffset + ((long)i * layer.OutputStride) + o, layer.IsHalf)
                    : 0;
            }

            Group.Barrier();
            for (int c = Group.IdxX; c < run.Rows * BlockOutputs; c += Group.DimX)
            {
                int row = c / BlockOutputs * BlockInputs;
                int o = c % BlockOutputs;
                float sum = sums[c];
                for (int i = 0; i < BlockInputs; i++)
                {
                    sum = LanesGpu.MultiplyAdd(left[row + i], right[(i * BlockOutputs) + o], sum);
                }

                sums[c] = sum;
            }

            Group.Barrier();
        }

        for (int c = Group.IdxX; c < run.Rows * BlockOutputs; c += Group.DimX)
        {
            int o = firstOutput + (c % BlockOutputs);
            if (o < layer.OutputStride)
            {
                outputs[((long)(run.FirstRow + (c / BlockOutputs)) * layer.WriteStride) + o] = Functions.Activate<LanesGpu, float>(sums[c], layer.Activation);
            }
        }
    }

    /// <summary>After the latent layer: the divergences, and the context behind the codes. A group a row, with a float of shared memory a thread.</summary>
    public static void Latents(ArrayView<float> latents, ArrayView<float> rows, ArrayView<float> divergences, WideShape shape)
    {
        ArrayView<float> terms = SharedMemory.GetDynamic<float>();
        long at = (long)Grid.IdxX * shape.CodeStride;
        long row = (long)Grid.IdxX * shape.RowStride;
        float sum = 0;
        for (int j = Group.IdxX; shape.IsGaussian != 0 && j < shape.Latent; j += Group.DimX)
        {
            float mean = latents[at + j];
            float logVariance = latents[at + shape.Latent + j];
            sum += 1 + logVariance - (mean * mean) - Functions.Exp<LanesGpu, float>(logVariance);
        }

        terms[Group.IdxX] = sum;
        Group.Barrier();
        GroupSums.Rows(terms, 0, 1, Group.DimX);
        if (Group.IdxX == 0)
        {
            divergences[Grid.IdxX] = shape.IsGaussian != 0 ? -0.5f * terms[0] : 0;
        }

        for (int c = Group.IdxX; c < shape.Condition; c += Group.DimX)
        {
            latents[at + shape.Latent + c] = rows[row + shape.Features + c];
        }
    }

    /// <summary>(1/D)·Σ_d weight_d·(x_d − x̂_d)² of every row. A group a row, with a float of shared memory a thread.</summary>
    /// <param name="slots">[N]</param>
    public static void Errors(
        ArrayView<float> models, ArrayView<int> slots, ArrayView<float> rows, ArrayView<float> reconstructions, ArrayView<float> errors, WideShape shape)
    {
        ArrayView<float> terms = SharedMemory.GetDynamic<float>();
        long weights = ((long)slots[Grid.IdxX] * shape.StoredFloats) + shape.StoredErrorWeightOffset;
        long row = (long)Grid.IdxX * shape.RowStride;
        float sum = 0;
        for (int d = Group.IdxX; d < shape.Features; d += Group.DimX)
        {
            float residual = rows[row + d] - reconstructions[row + d];
            sum = LanesGpu.MultiplyAdd(models[weights + d] * residual, residual, sum);
        }

        terms[Group.IdxX] = sum;
        Group.Barrier();
        GroupSums.Rows(terms, 0, 1, Group.DimX);
        if (Group.IdxX == 0)
        {
            errors[Grid.IdxX] = terms[0] / shape.Features;
        }
    }

    private static float Parameter(ArrayView<float> models, long model, long index, int isHalf) => isHalf == 0
        ? models[model + index]
        : HalfWeights.Widen(models[model + (index / 2)], (int)(index % 2));
}
