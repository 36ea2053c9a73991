using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>model</c>.</summary>
internal static class ModelKeys
{
    public static MappingForm<ModelDefinition> Form { get; } = new(
        new ModelDefinition(),
        [
            new TypedKey<ModelDefinition, ModelKind>(
                "kind",
                new ChoiceForm<ModelKind>(("autoencoder", ModelKind.Autoencoder), ("vae", ModelKind.Vae)),
                m => m.Kind,
                (m, v) => m with { Kind = v })
            {
                Summary = "A plain autoencoder, or a variational one, whose latent code is a distribution that can be scored too",
            },
            new TypedKey<ModelDefinition, IReadOnlyList<int>?>(
                "hidden",
                SharedForms.Auto(new ListForm<int>(new IntegerForm<int>(1, 65_536), 0, 8)),
                m => m.Hidden,
                (m, v) => m with { Hidden = v })
            {
                Summary = "Widths of the encoder's hidden layers, outermost first; the decoder mirrors them. auto is half the inputs, or "
                    + "twice with score.residuals joint; [] goes straight to the latent code",
                Unit = "units",
                Raising = "(wider or more layers) fits finer structure and costs time, memory and rows",
            },
            new TypedKey<ModelDefinition, int?>(
                "latent", SharedForms.Auto(new IntegerForm<int>(1, 4096)), m => m.Latent, (m, v) => m with { Latent = v })
            {
                Summary = "Width of the latent code; auto is a quarter of the inputs, at least 4; half with score.residuals joint",
                Unit = "units",
                Raising = "reconstructs more, anomalies included: keep it below the number of inputs",
            },
            new TypedKey<ModelDefinition, Activation>(
                "activation",
                new ChoiceForm<Activation>(
                    ("tanh", Activation.Tanh),
                    ("relu", Activation.Relu),
                    ("leakyRelu", Activation.LeakyRelu),
                    ("elu", Activation.Elu),
                    ("sigmoid", Activation.Sigmoid),
                    ("linear", Activation.Linear)),
                m => m.Activation,
                (m, v) => m with { Activation = v })
            {
                Summary = "Activation of the hidden layers",
            },
            new TypedKey<ModelDefinition, Activation>(
                "latentActivation",
                new ChoiceForm<Activation>(("tanh", Activation.Tanh), ("linear", Activation.Linear), ("sigmoid", Activation.Sigmoid)),
                m => m.LatentActivation,
                (m, v) => m with { LatentActivation = v })
            {
                Summary = "Activation of the latent code; that of a vae is always linear",
            },
            new TypedKey<ModelDefinition, Activation>(
                "outputActivation",
                new ChoiceForm<Activation>(("linear", Activation.Linear), ("sigmoid", Activation.Sigmoid), ("tanh", Activation.Tanh)),
                m => m.OutputActivation,
                (m, v) => m with { OutputActivation = v })
            {
                Summary = "Activation of the reconstruction: linear for standardised rows, sigmoid for rows from 0 to 1 (scale: minMax)",
            },
            new TypedKey<ModelDefinition, InitializationKind>(
                "initialization",
                new ChoiceForm<InitializationKind>(
                    ("auto", InitializationKind.Automatic), ("xavier", InitializationKind.Xavier), ("he", InitializationKind.He)),
                m => m.Initialization,
                (m, v) => m with { Initialization = v })
            {
                Summary = "Spread of the first weights; auto takes He before the relu family and Xavier before the others",
            },
            new TypedKey<ModelDefinition, bool>("predict", new BooleanForm(), m => m.Predict, (m, v) => m with { Predict = v })
            {
                Summary = "Whether the reconstructed features are hidden from the model, in training too, and predicted from the context: what it "
                    + "cannot see it cannot copy",
            },
            new TypedKey<ModelDefinition, float>("beta", new NumberForm<float>(0, 100), m => m.Beta, (m, v) => m with { Beta = v })
            {
                Summary = "Weight of the KL term (vae only)",
                Raising = "makes the latent code smoother and the reconstruction worse; too high and the code is ignored",
            },
        ]);
}
