using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Vectors;

/// <summary>
/// Activations over whole blocks, in place: the kind is chosen outside the loop and every loop is compiled for one kind and one width, so
/// that the divisions of neighbouring vectors overlap.
/// </summary>
internal static unsafe class ActivationKernel
{
    /// <summary>Applies <paramref name="activation"/> to [rows × width] values; what lies between width and stride is left alone.</summary>
    /// <param name="width">A multiple of 4.</param>
    public static void Apply(Activation activation, float* values, int stride, int rows, int width)
    {
        switch (activation)
        {
            case Activation.Linear:
                return;
            case Activation.Tanh:
                Rows<TanhFunction>(values, stride, rows, width);
                return;
            case Activation.Sigmoid:
                Rows<SigmoidFunction>(values, stride, rows, width);
                return;
            case Activation.Relu:
                Rows<ReluFunction>(values, stride, rows, width);
                return;
            case Activation.LeakyRelu:
                Rows<LeakyReluFunction>(values, stride, rows, width);
                return;
            case Activation.Elu:
                Rows<EluFunction>(values, stride, rows, width);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation.");
        }
    }

    /// <summary><c>delta[i] *= f'(x[i])</c>, where <paramref name="output"/> holds <c>f(x[i])</c>: from the gradient by a layer's outputs to that by its sums.</summary>
    /// <param name="count">A multiple of 4.</param>
    public static void MultiplyByDerivative(Activation activation, float* delta, float* output, int count)
    {
        switch (activation)
        {
            case Activation.Linear:
                return;
            case Activation.Tanh:
                Slopes<TanhFunction>(delta, output, count);
                return;
            case Activation.Sigmoid:
                Slopes<SigmoidFunction>(delta, output, count);
                return;
            case Activation.Relu:
                Slopes<ReluFunction>(delta, output, count);
                return;
            case Activation.LeakyRelu:
                Slopes<LeakyReluFunction>(delta, output, count);
                return;
            case Activation.Elu:
                Slopes<EluFunction>(delta, output, count);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation.");
        }
    }

    private static void Slopes<TFunction>(float* delta, float* output, int count)
        where TFunction : struct, IActivationFunction
    {
        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            i = Slopes<TFunction, Lanes512, Vector512<float>>(delta, output, i, count);
        }

        if (SimdWidth.Bits >= 256)
        {
            i = Slopes<TFunction, Lanes256, Vector256<float>>(delta, output, i, count);
        }

        Slopes<TFunction, Lanes128, Vector128<float>>(delta, output, i, count);
    }

    private static int Slopes<TFunction, TLanes, TVector>(float* delta, float* output, int i, int count)
        where TFunction : struct, IActivationFunction
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            TVector slope = Functions.Derivative<TLanes, TVector>(TLanes.Load(output + i), TFunction.Kind);
            TLanes.Store(TLanes.Multiply(TLanes.Load(delta + i), slope), delta + i);
        }

        return i;
    }

    private static void Rows<TFunction>(float* values, int stride, int rows, int width)
        where TFunction : struct, IActivationFunction
    {
        if (stride == width)
        {
            Walk<TFunction>(values, rows * width);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            Walk<TFunction>(values + ((nint)r * stride), width);
        }
    }

    private static void Walk<TFunction>(float* values, int count)
        where TFunction : struct, IActivationFunction
    {
        float* end = values + count;
        if (SimdWidth.Bits >= 512)
        {
            values = Walk<TFunction, Lanes512, Vector512<float>>(values, end);
        }

        if (SimdWidth.Bits >= 256)
        {
            values = Walk<TFunction, Lanes256, Vector256<float>>(values, end);
        }

        Walk<TFunction, Lanes128, Vector128<float>>(values, end);
    }

    /// <summary>Where it stopped: less than a vector from the end.</summary>
    private static float* Walk<TFunction, TLanes, TVector>(float* values, float* end)
        where TFunction : struct, IActivationFunction
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (; values + TLanes.Count <= end; values += TLanes.Count)
        {
            TLanes.Store(TFunction.Apply<TLanes, TVector>(TLanes.Load(values)), values);
        }

        return values;
    }
}
