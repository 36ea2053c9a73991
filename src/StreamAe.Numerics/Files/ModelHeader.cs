using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Files;

/// <summary>The JSON header of a model file.</summary>
/// <param name="Model">For people only: <c>38-19-9-19-38 tanh autoencoder</c>.</param>
/// <param name="Parameters">Floats of the body: weights, biases and error weights.</param>
internal sealed record ModelHeader(
    string Model,
    long Parameters,
    ModelHeader.Shape Architecture,
    ConditionColumn[] Conditions,
    string[] Features,
    ScalingKind Scaling,
    float[] Offsets,
    float[] Scales,
    TrainingOptions Options,
    TrainingReport Report)
{
    /// <summary>The arguments of an <see cref="Architectures.Architecture"/>.</summary>
    internal sealed record Shape(
        int Features,
        int[] Hidden,
        int Latent,
        LatentKind LatentKind,
        Activation HiddenActivation,
        Activation LatentActivation,
        Activation OutputActivation,
        int Condition);
}
