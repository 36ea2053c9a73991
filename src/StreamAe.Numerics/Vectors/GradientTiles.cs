namespace StreamAe.Numerics.Vectors;

/// <summary>The inner loops of <see cref="DenseKernel.AccumulateGradient"/>.</summary>
internal static unsafe class GradientTiles
{
    /// <summary>
    /// One vector of outputs: eight inputs' gradients in registers while the rows go by. Where the inputs are no multiple of eight the last tile
    /// reaches back over inputs that are done and leaves them as they are.
    /// </summary>
    public static void Columns<TLanes, TVector>(
        float* input,
        int inputStride,
        float* delta,
        int deltaStride,
        float* gradient,
        int gradientStride,
        float* biasGradient,
        int rows,
        int inputs)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (int done = 0; done < inputs && inputs >= 8; done += 8)
        {
            int i = Math.Min(done, inputs - 8);
            float* g = gradient + ((nint)i * gradientStride);
            TVector g0 = TLanes.Load(g);
            TVector g1 = TLanes.Load(g + gradientStride);
            TVector g2 = TLanes.Load(g + ((nint)2 * gradientStride));
            TVector g3 = TLanes.Load(g + ((nint)3 * gradientStride));
            TVector g4 = TLanes.Load(g + ((nint)4 * gradientStride));
            TVector g5 = TLanes.Load(g + ((nint)5 * gradientStride));
            TVector g6 = TLanes.Load(g + ((nint)6 * gradientStride));
            TVector g7 = TLanes.Load(g + ((nint)7 * gradientStride));
            float* x = input + i;
            float* d = delta;
            for (int r = 0; r < rows; r++, x += inputStride, d += deltaStride)
            {
                TVector v = TLanes.Load(d);
                g0 = TLanes.MultiplyAdd(TLanes.Broadcast(x[0]), v, g0);
                g1 = TLanes.MultiplyAdd(TLanes.Broadcast(x[1]), v, g1);
                g2 = TLanes.MultiplyAdd(TLanes.Broadcast(x[2]), v, g2);
                g3 = TLanes.MultiplyAdd(TLanes.Broadcast(x[3]), v, g3);
                g4 = TLanes.MultiplyAdd(TLanes.Broadcast(x[4]), v, g4);
                g5 = TLanes.MultiplyAdd(TLanes.Broadcast(x[5]), v, g5);
                g6 = TLanes.MultiplyAdd(TLanes.Broadcast(x[6]), v, g6);
                g7 = TLanes.MultiplyAdd(TLanes.Broadcast(x[7]), v, g7);
            }

            int skipped = done - i;
            if (skipped == 0)
            {
                TLanes.Store(g0, g);
            }

            if (skipped <= 1)
            {
                TLanes.Store(g1, g + gradientStride);
            }

            if (skipped <= 2)
            {
                TLanes.Store(g2, g + ((nint)2 * gradientStride));
            }

            if (skipped <= 3)
            {
                TLanes.Store(g3, g + ((nint)3 * gradientStride));
            }

            if (skipped <= 4)
            {
                TLanes.Store(g4, g + ((nint)4 * gradientStride));
            }

            if (skipped <= 5)
            {
                TLanes.Store(g5, g + ((nint)5 * gradientStride));
            }

            if (skipped <= 6)
            {
                TLanes.Store(g6, g + ((nint)6 * gradientStride));
            }

            if (skipped <= 7)
            {
                TLanes.Store(g7, g + ((nint)7 * gradientStride));
            }
        }

        for (int i = 0; i < inputs && inputs < 8; i++)
        {
            float* g = gradient + ((nint)i * gradientStride);
            TVector sum = TLanes.Load(g);
            for (int r = 0; r < rows; r++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(input[((nint)r * inputStride) + i]), TLanes.Load(delta + ((nint)r * deltaStride)), sum);
            }

            TLanes.Store(sum, g);
        }

        TVector bias = TLanes.Load(biasGradient);
        for (int r = 0; r < rows; r++)
        {
            bias = TLanes.Add(bias, TLanes.Load(delta + ((nint)r * deltaStride)));
        }

        TLanes.Store(bias, biasGradient);
    }
}
