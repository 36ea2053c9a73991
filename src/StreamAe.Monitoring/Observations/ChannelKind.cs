namespace StreamAe.Monitoring.Observations;

/// <summary>How the text of a channel becomes a number.</summary>
public enum ChannelKind
{
    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A word: one of a listed set, decoded to its index, or any, decoded to the bucket of its hash.</summary>
    Category,
}
