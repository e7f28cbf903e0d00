@NullMarked
package gate;

import org.jspecify.annotations.NullMarked;
