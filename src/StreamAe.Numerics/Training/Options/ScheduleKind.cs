namespace StreamAe.Numerics.Training;

/// <summary>How the learning rate changes over a training.</summary>
public enum ScheduleKind
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>× factor every so many epochs.</summary>
    Step,

    /// <summary>Half a cosine from the full rate to 0 over all steps (Loshchilov and Hutter 2017).</summary>
    Cosine,

    /// <summary>× factor after so many epochs without a better validation loss.</summary>
    Plateau,
}
