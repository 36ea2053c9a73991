using System.Numerics.Tensors;

namespace StreamAe.Numerics.Training;

/// <summary>Clipping by norm (Pascanu et al. 2013): a gradient longer than the limit is scaled down to it, and keeps its direction.</summary>
internal static unsafe class GradientClipping
{
    public static void Apply(Span<float> gradient, double limit)
    {
        double norm;
        fixed (float* values = gradient)
        {
            norm = Math.Sqrt(LaneSums.Squares(values, gradient.Length));
        }

        // A gradient that is not finite stays so: the loss shows it and the training ends as diverged, where a scale of 0 would hide it.
        if (double.IsFinite(norm) && norm > limit)
        {
            TensorPrimitives.Multiply(gradient, (float)(limit / norm), gradient);
        }
    }
}
