using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Files;

/// <summary>A model with all that is needed to use it on raw rows.</summary>
/// <param name="Architecture">Its shape.</param>
/// <param name="Parameters"><see cref="Architecture.SlotFloats"/> floats, finite, ready for an arena.</param>
/// <param name="FeatureNames">[D] the columns, in the order of the row.</param>
/// <param name="Scaling">From raw values to inputs and back.</param>
/// <param name="Conditions">What the context is made of: their one-hot vectors side by side, C units in all; empty where C is 0.</param>
/// <param name="Options">How it was fitted.</param>
/// <param name="Report">How the fitting went.</param>
public sealed record StoredModel(
    Architecture Architecture,
    float[] Parameters,
    string[] FeatureNames,
    RowScaling Scaling,
    ConditionColumn[] Conditions,
    TrainingOptions Options,
    TrainingReport Report);
