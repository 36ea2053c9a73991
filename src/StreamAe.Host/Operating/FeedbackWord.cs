using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Operating;

/// <summary>What was said of an alert, in a word.</summary>
internal static class FeedbackWord
{
    public static string Of(AlertFeedback feedback) => feedback switch
    {
        AlertFeedback.Acknowledged => "acknowledged",
        AlertFeedback.True => "true",
        AlertFeedback.False => "false",
        _ => "ignore",
    };
}
