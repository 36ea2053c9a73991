using System.Globalization;

namespace StreamAe.Monitoring.Replaying;

/// <summary>Whose judgement a replay asks for.</summary>
public abstract record ModelChoice
{
    private ModelChoice()
    {
    }

    /// <summary>Each row by the model that judged it when it came.</summary>
    public sealed record Recorded : ModelChoice
    {
        public override string ToString() => "recorded";
    }

    /// <summary>Every row by the newest model of its entity, else the cohort's.</summary>
    public sealed record Current : ModelChoice
    {
        public override string ToString() => "current";
    }

    /// <summary>Every row by that version of its entity's own models.</summary>
    public sealed record Version(int Number) : ModelChoice
    {
        public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
    }
}
