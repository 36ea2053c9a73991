using System.Globalization;

namespace StreamAe.Monitoring.Alerts;

/// <summary>
/// How sure an alert is: (1 − imputed share) · n ÷ (n + 1/p), and half of that where the cohort's model judged. n scores were calibrated on and
/// one in 1/p of them may exceed the threshold by itself: with fewer than 1/p the tail is extrapolated, and the odds are even or worse that it is.
/// </summary>
public static class AlertConfidence
{
    private const float Provisional = 0.5f;

    /// <param name="imputedShare">Of the row's values.</param>
    /// <param name="samples">Scores that the model was calibrated on.</param>
    /// <param name="askedShare">p.</param>
    public static float Of(float imputedShare, int samples, double askedShare, bool isProvisional)
    {
        double known = askedShare <= 0 ? 1 : samples * askedShare / ((samples * askedShare) + 1);
        return (float)((1 - imputedShare) * known * (isProvisional ? Provisional : 1));
    }

    /// <summary>In words, for people.</summary>
    public static string Describe(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        string why = (alert.ImputedShare > 0, alert.IsProvisional) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $": {100 * alert.ImputedShare:0} % of the row were missing, and the cohort's model judged"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $": {100 * alert.ImputedShare:0} % of the row were missing"),
            (false, true) => ": the cohort's model judged",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{alert.Confidence:0.00}{why}");
    }
}
