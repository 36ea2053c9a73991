namespace StreamAe.Monitoring.Observations;

/// <summary>How the text of a channel becomes a number.</summary>
public enum ChannelKind
{
    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>One of a listed set of words; decoded to the word's index.</summary>
    Category,
}
