namespace StreamAe.Monitoring.Replaying;

/// <summary>Which model judges.</summary>
/// <param name="Id">Among those of its kind.</param>
internal readonly record struct ModelReference(ModelReference.Kind Of, long Id)
{
    public enum Kind
    {
        None,

        /// <summary>One judged, or was asked for, that is not kept.</summary>
        Missing,
        Own,
        Cohort,

        /// <summary>The cohort's in use.</summary>
        CurrentCohort,
    }

    public static ModelReference None => default;

    public static ModelReference Missing => new(Kind.Missing, 0);
}
