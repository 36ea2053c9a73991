using ILGPU;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What is done with the gradient of a batch once it is complete.</summary>
internal static class TrainingStep
{
    /// <summary>Adds the gradient of <see cref="WeightDecay"/>; the penalty comes back. Biases are left out.</summary>
    public static float Decay(TrainingMemory memory, TrainingShape shape)
    {
        for (int k = Group.IdxX; k < TrainingShape.Partials; k += Group.DimX)
        {
            float sum = 0;
            for (int l = 0; l < shape.Layers; l++)
            {
                TrainingLayer layer = memory.Layers[l];
                for (int i = k; i < layer.Inputs * layer.Stride; i += TrainingShape.Partials)
                {
                    float w = memory.Weights[layer.WeightOffset + i];
                    float sign = w > 0 ? shape.L1 : w < 0 ? -shape.L1 : 0;
                    float pull = shape.L2 * w;
                    memory.Gradient[layer.WeightOffset + i] += sign + pull;
                    sum += (0.5f * pull * w) + (sign * w);
                }
            }

            memory.Sums[k] = sum;
        }

        return Total(memory);
    }

    /// <summary>See <see cref="GradientClipping"/>: a gradient that is not finite stays so.</summary>
    public static void Clip(TrainingMemory memory, TrainingShape shape)
    {
        for (int k = Group.IdxX; k < TrainingShape.Partials; k += Group.DimX)
        {
            float sum = 0;
            for (int i = k; i < shape.Parameters; i += TrainingShape.Partials)
            {
                sum = LanesGpu.MultiplyAdd(memory.Gradient[i], memory.Gradient[i], sum);
            }

            memory.Sums[k] = sum;
        }

        float norm = LanesGpu.Sqrt(Total(memory));
        bool isTooLong = norm > shape.ClipNorm && norm <= float.MaxValue;
        for (int i = Group.IdxX; isTooLong && i < shape.Parameters; i += Group.DimX)
        {
            memory.Gradient[i] *= shape.ClipNorm / norm;
        }

        Group.Barrier();
    }

    /// <summary>See <see cref="AdamOptimizer"/>.</summary>
    /// <param name="rate">α/(1 − β₁ᵗ)</param>
    /// <param name="correction">1/(1 − β₂ᵗ)</param>
    public static void Adam(TrainingMemory memory, float rate, float correction, TrainingShape shape)
    {
        for (int i = Group.IdxX; i < shape.Parameters; i += Group.DimX)
        {
            float g = memory.Gradient[i];
            float m = LanesGpu.MultiplyAdd(AdamOptimizer.Beta1, memory.First[i], (1 - AdamOptimizer.Beta1) * g);
            float v = LanesGpu.MultiplyAdd(AdamOptimizer.Beta2, memory.Second[i], (1 - AdamOptimizer.Beta2) * g * g);
            memory.First[i] = m;
            memory.Second[i] = v;
            float step = m / (LanesGpu.Sqrt(v * correction) + AdamOptimizer.Epsilon);
            memory.Weights[i] = LanesGpu.MultiplyAdd(-rate, step, memory.Weights[i]);
        }

        Group.Barrier();
    }

    /// <summary>1 where all weights are finite, else 0.</summary>
    public static float IsFinite(TrainingMemory memory, TrainingShape shape)
    {
        for (int k = Group.IdxX; k < TrainingShape.Partials; k += Group.DimX)
        {
            float wrong = 0;
            for (int i = k; i < shape.Parameters; i += TrainingShape.Partials)
            {
                // A comparison with NaN is false.
                float w = memory.Weights[i];
                wrong += w >= -float.MaxValue && w <= float.MaxValue ? 0 : 1;
            }

            memory.Sums[k] = wrong;
        }

        return Total(memory) == 0 ? 1 : 0;
    }

    private static float Total(TrainingMemory memory)
    {
        Group.Barrier();
        GroupSums.Rows(memory.Sums, TrainingShape.Partials, 1, TrainingShape.Partials);
        float total = memory.Sums[0];

        // Nobody writes the next sums before everybody has read this one.
        Group.Barrier();
        return total;
    }
}
