using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>Seeded starting weights: uniform in ±√(6/(in+out)) (Glorot and Bengio 2010), ±√(6/in) before ReLU-like units (He et al. 2015). Biases 0.</summary>
internal static class WeightInitialization
{
    public static void Fill(
        Architecture architecture, Span<float> parameters, ref PhiloxRandom random, InitializationKind kind = InitializationKind.Automatic)
    {
        parameters.Clear();
        foreach (DenseLayer layer in architecture.Layers)
        {
            bool isRectified = layer.Activation is Activation.Relu or Activation.LeakyRelu or Activation.Elu;
            bool isHe = kind == InitializationKind.He || (kind == InitializationKind.Automatic && isRectified);
            float limit = MathF.Sqrt(6f / (isHe ? layer.Inputs : layer.Inputs + layer.Outputs));
            for (int i = 0; i < layer.Inputs; i++)
            {
                Span<float> weights = parameters.Slice(layer.WeightOffset + (i * layer.OutputStride), layer.Outputs);
                foreach (ref float weight in weights)
                {
                    weight = ((2 * random.NextSingle()) - 1) * limit;
                }
            }
        }

        parameters.Slice(architecture.ErrorWeightOffset, architecture.Features).Fill(1);
    }
}
