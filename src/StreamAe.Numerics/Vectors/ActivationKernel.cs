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
