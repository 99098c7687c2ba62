;; What ranking spends its time on: the products of many rows with one vector. `node scripts/compile-wat.mjs` makes `dots.ts` of it.
;;
;; Numbers are single precision, sums double. Two sums of two lanes each are under way, so that no addition waits for the one before.
;; All numbers are whole, so the order of the additions changes nothing.
(module
  (memory (export "memory") 1)

  (func (export "dots")
    (param $items i32)  ;; numbers of the rows, 32 bits each
    (param $count i32)  ;; of them
    (param $sums i32)   ;; where the products go, 64 bits each
    (param $rows i32)   ;; row 0
    (param $stride i32) ;; from a row to the next, bytes
    (param $vector i32)
    (param $length i32) ;; of a row and of the vector, bytes: a multiple of 16
    (local $end i32)
    (local $row i32)
    (local $at i32)
    (local $a v128)
    (local $b v128)
    (local $low v128)
    (local $high v128)
    (local.set $end (i32.add (local.get $items) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $each-row
        (br_if $done (i32.ge_u (local.get $items) (local.get $end)))
        (local.set $row
          (i32.add (local.get $rows) (i32.mul (i32.load (local.get $items)) (local.get $stride))))
        (local.set $low (v128.const f64x2 0 0))
        (local.set $high (v128.const f64x2 0 0))
        (local.set $at (i32.const 0))
        (block $summed
          (loop $four-numbers
            (br_if $summed (i32.ge_u (local.get $at) (local.get $length)))
            (local.set $a (v128.load (i32.add (local.get $row) (local.get $at))))
            (local.set $b (v128.load (i32.add (local.get $vector) (local.get $at))))
            (local.set $low
              (f64x2.add
                (local.get $low)
                (f64x2.mul
                  (f64x2.promote_low_f32x4 (local.get $a))
                  (f64x2.promote_low_f32x4 (local.get $b)))))
            ;; The upper two numbers come down.
            (local.set $a
              (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $a) (local.get $a)))
            (local.set $b
              (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $b) (local.get $b)))
            (local.set $high
              (f64x2.add
                (local.get $high)
                (f64x2.mul
                  (f64x2.promote_low_f32x4 (local.get $a))
                  (f64x2.promote_low_f32x4 (local.get $b)))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $four-numbers)))
        (local.set $low (f64x2.add (local.get $low) (local.get $high)))
        (f64.store
          (local.get $sums)
          (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))
        (local.set $items (i32.add (local.get $items) (i32.const 4)))
        (local.set $sums (i32.add (local.get $sums) (i32.const 8)))
        (br $each-row)))))
